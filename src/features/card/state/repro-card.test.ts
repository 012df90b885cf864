import { expect, test } from 'vitest';
import { openedLab, settled, type TestClient } from '../../../state/test-client';

async function cardOf(client: TestClient, settings: object): Promise<File> {
  const file = client.opened();
  if (!file) throw new Error('no picture');
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', await file.arrayBuffer()));
  const sha256 = Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
  const hash = 'a'.repeat(64);
  return new File(
    [
      JSON.stringify({
        kind: 'litevae-lab repro card',
        version: 1,
        made: '2026-01-01T00:00:00Z',
        model: { id: 'tiny', revision: '1', encoder: hash, decoder: hash },
        runtime: { backend: 'webgpu', adapter: 'a GPU' },
        picture: { name: 'a.png', bytes: file.size, sha256, width: 16, height: 8 },
        settings: { ...settings, seed: 7 },
        metrics: { psnr: 30, ssim: 0.9, mse: 1, meanAbsolute: 1, maxAbsolute: 1 },
      }),
    ],
    'card.json',
  );
}

async function followed(fallback: string | null) {
  const { lab, client } = await openedLab();
  client.finish();
  await settled();
  lab.store.setState((state) => ({ gpu: { ...state.gpu, fallback } }));
  lab.actions.showFiles([await cardOf(client, lab.store.getState().settings)]);
  await expect.poll(() => lab.store.getState().settings.seed).toBe(7);
  await expect.poll(() => client.runs.at(-1)?.settings.seed).toBe(7);
  return { lab, client };
}

test('a card from before scalings were chosen was made with the browser’s', async () => {
  const { lab, client } = await openedLab();
  client.finish();
  await settled();
  const { scaling, ...before } = lab.store.getState().settings;
  expect(scaling).toBe('area');
  lab.actions.showFiles([await cardOf(client, before)]);
  await expect.poll(() => client.runs.at(-1)?.settings).toMatchObject({ seed: 7, scaling: 'browser' });
});

const shownCard = (lab: Awaited<ReturnType<typeof followed>>['lab']) => {
  const { question } = lab.store.getState();
  return question?.kind === 'card' ? question.here?.metrics.psnr : undefined;
};

test.each([
  ['on the GPU', null],
  ['after the GPU was given up', 'It was lost three times.'],
])('numbers are compared with those of a card %s', async (_where, fallback) => {
  const { lab, client } = await followed(fallback);
  client.finish(29);
  await expect.poll(() => shownCard(lab)).toBe(29);
});

test('other settings than those of the card are not compared with it; its own are, when they are back', async () => {
  const { lab, client } = await followed(null);
  lab.actions.set({ seed: 8 });
  await settled();
  client.finish(28);
  await settled();
  expect(shownCard(lab)).toBeUndefined();
  lab.actions.set({ seed: 7 });
  await settled();
  client.finish(29);
  await expect.poll(() => shownCard(lab)).toBe(29);
});
