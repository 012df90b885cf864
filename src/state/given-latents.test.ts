import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { givenFiles, sortGiven } from './given-files';
import { openedLab, settled } from './test-client';
import { zip } from './test-zip';

const FIXTURES = new URL('../../e2e/fixtures/latents/', import.meta.url);
const fixture = (name: string): File => new File([new Uint8Array(readFileSync(new URL(name, FIXTURES)))], name);

async function given(...files: File[]) {
  const opened = await openedLab();
  opened.client.finish();
  await settled();
  opened.lab.actions.showFiles(files);
  await expect.poll(() => opened.lab.store.getState().question).not.toBeNull();
  return { ...opened, question: opened.lab.store.getState().question };
}

test.each(['half.npy', 'arrays.npz', 'plain.safetensors', 'written-raw.latent', 'tensor.pt'])(
  '%s is offered as a latent',
  async (name) => {
    const file = fixture(name);
    const { question, client } = await given(file);
    expect(question).toEqual({ kind: 'latent', files: [file] });
    expect(client.opens).toHaveLength(1);
  },
);

test('weights with the same ending are offered as a model', async () => {
  expect((await given(fixture('weights.safetensors'))).question).toMatchObject({ kind: 'model' });
  expect((await given(fixture('plain.safetensors'), fixture('weights.safetensors'))).question?.kind).toBe('model');
});

test('a picture beside a latent is opened, and the latent is asked about', async () => {
  const [picture, latent] = [new File(['x'], 'a.png', { type: 'image/png' }), fixture('half.npy')];
  const { client, lab, question } = await given(picture, latent);
  expect(client.opens.at(-1)?.source).toBe(picture);
  expect(question).toEqual({ kind: 'latent', files: [latent] });
  client.opens.at(-1)?.resolve(lab.store.getState().picture?.info ?? ({} as never));
  await settled();
  expect(lab.store.getState().question?.kind).toBe('latent');
});

test('the latents of an archive are taken, and what is beside them is said', async () => {
  const archive = new File(
    [
      zip([
        { name: 'latent.npy', text: 'x' },
        { name: 'README.txt', text: 'y' },
      ]),
    ],
    'tensors.zip',
  );
  const { question, lab } = await given(archive);
  expect(question?.kind === 'latent' && question.files.map(({ name }) => name)).toEqual(['latent.npy']);
  expect(lab.store.getState().toasts.map(({ text }) => text)).toContain(
    '1 array file in "tensors.zip". 1 other file was left out: README.txt.',
  );
});

test('a folder of pictures leaves arrays out', () => {
  const files = ['d/a.png', 'd/a.npy'].map((path) => ({ path, file: new File([], path.slice(2)) }));
  expect(sortGiven({ ...givenFiles([]), files, folders: ['d'] }).files.map(({ path }) => path)).toEqual(['a.png']);
});
