import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { fileOf } from './support/lab';
import { overwriteWeights } from './support/onnx-weights';
import { expect, on, test } from './support/test';
import { serveTinyModel, tinyFile } from './support/tiny-model';

const PICTURE = fileOf(join(import.meta.dirname, 'fixtures/goldens/tiny-f8c12/64x64.png'));

interface ManifestFile {
  models: { encoder: { sha256: string; bytes: number }; decoder: { sha256: string; bytes: number } }[];
}

for (const [backend, part, value, says] of [
  ['webgpu', 'decoder', 'zero', /decoder returned only zeros on this GPU/],
  ['webgpu', 'decoder', 'nan', /decoder returned values that are not numbers on this GPU/],
  ['wasm', 'encoder', 'nan', /encoder returned values that are not numbers on this CPU/],
] as const) {
  test(
    `a ${part} that returns ${value} on ${backend} gives an error, not a picture`,
    on(backend),
    async ({ lab, page, context }) => {
      const broken = overwriteWeights(tinyFile(`${part}.onnx`), value);
      const manifest = JSON.parse(tinyFile('manifest.json').toString()) as ManifestFile;
      const entry = manifest.models[0]?.[part];
      if (!entry) throw new Error('The tiny manifest has no model.');
      entry.sha256 = createHash('sha256').update(broken).digest('hex');
      await serveTinyModel(context);
      await context.route('**/models/manifest.json', (route) => route.fulfill({ json: manifest }));
      await context.route(`**/models/${part}.onnx`, (route) => route.fulfill({ body: broken }));

      await lab.open({ model: 'real', backend });
      await lab.openFile(PICTURE);
      await expect(lab.run()).rejects.toMatchObject({ code: 'bad-output', message: expect.stringMatching(says) });
      await expect(lab.tensor('reconstruction')).rejects.toMatchObject({ code: 'no-picture' });
      await expect(page.getByRole('alert').filter({ hasText: says })).toBeVisible();
    },
  );
}
