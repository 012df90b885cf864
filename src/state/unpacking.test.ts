import { expect, test } from 'vitest';
import { unzip } from '../client/unzip';
import { settled, testLab } from './test-client';
import { zip } from './test-zip';
import { unpacked } from './unpacking';

const archive = (content: Uint8Array<ArrayBuffer>): File => new File([content], 'model.zip');
const MODEL = [
  { name: 'vae/', text: '', method: 0 },
  { name: 'vae/vae_encoder/model.onnx', text: 'encoder '.repeat(100) },
  { name: 'vae/vae_decoder/model.onnx', text: 'decoder', method: 0 },
  { name: '__MACOSX/vae/._x', text: 'x' },
  { name: 'vae/.DS_Store', text: 'x' },
];

test('stored and deflated files come out as they went in, without folders and what systems add', async () => {
  const { files, unread } = await unzip(archive(zip(MODEL, 'a comment')));
  expect(unread).toEqual([]);
  expect(files.map(({ path, file }) => [path, file.name])).toEqual([
    ['vae/vae_encoder/model.onnx', 'model.onnx'],
    ['vae/vae_decoder/model.onnx', 'model.onnx'],
  ]);
  expect(await files[0]?.file.text()).toBe('encoder '.repeat(100));
  expect(await files[1]?.file.text()).toBe('decoder');
});

test('what cannot be read is named, and the rest comes', async () => {
  const { files, unread } = await unzip(
    archive(
      zip([
        { name: 'a.png', text: 'a' },
        { name: 'secret.png', text: 'b', flags: 1 },
        { name: 'odd.png', text: 'c', method: 14 },
      ]),
    ),
  );
  expect([files.map(({ path }) => path), unread]).toEqual([['a.png'], ['secret.png', 'odd.png']]);
});

test.each([
  ['no archive', new Uint8Array(100), /no ZIP archive/],
  ['a part of one', zip(MODEL).slice(0, -30), /no ZIP archive|damaged/],
  ['an empty file', new Uint8Array(0), /no ZIP archive/],
  ['a cut directory', zip(MODEL).fill(0, -100, -60), /damaged/],
])('%s is refused with a sentence', async (_what, content, says) => {
  await expect(unzip(archive(content))).rejects.toMatchObject({
    code: 'unsupported-format',
    message: expect.stringMatching(says) as unknown,
  });
});

test('an archive is a folder to those who open it, and so is one within it; a damaged one is named', async () => {
  const inner = (name: string, within: Uint8Array) => ({ name, text: within, method: 0 });
  const deep = zip([{ name: 'vae/d.png', text: 'd' }]);
  const given = {
    files: [
      {
        file: archive(
          zip([
            { name: 'a.png', text: 'a' },
            inner('in/more.zip', zip([inner('deep.zip', deep), { name: 'b.png', text: 'b' }])),
            { name: 'broken.zip', text: 'b' },
          ]),
        ),
        path: 'model.zip',
      },
      { file: new File(['c'], 'c.png'), path: 'c.png' },
    ],
    folders: [],
    unread: [],
  };
  const { files, folders, unread } = await unpacked(given);
  expect(files.map(({ path }) => path)).toEqual([
    'model.zip/a.png',
    'model.zip/in/more.zip/deep.zip/vae/d.png',
    'model.zip/in/more.zip/b.png',
    'c.png',
  ]);
  expect(await files[1]?.file.text()).toBe('d');
  expect([folders, unread]).toEqual([['model.zip'], ['model.zip/broken.zip']]);
});

test('the archive of a model is offered as its files, by the folders that they lie in', async () => {
  const { lab } = testLab();
  lab.actions.showFiles([archive(zip(MODEL))]);
  await expect.poll(() => lab.store.getState().question?.kind).toBe('model');
  const { question } = lab.store.getState();
  expect(question?.kind === 'model' && question.files.map(({ name }) => name)).toEqual([
    'model.zip/vae/vae_encoder/model.onnx',
    'model.zip/vae/vae_decoder/model.onnx',
  ]);
});

test('a picture in an archive is opened, and one that is no archive is said', async () => {
  const { lab, client } = testLab();
  lab.actions.showFiles([
    archive(
      zip([
        { name: 'photos/a.png', text: 'a' },
        { name: 'photos/notes.txt', text: 'b' },
      ]),
    ),
  ]);
  await expect.poll(() => client.opens.length).toBe(1);
  expect((client.opens[0]?.source as File).name).toBe('a.png');
  lab.actions.showFiles([archive(new Uint8Array(9))]);
  await settled();
  await expect
    .poll(() => lab.store.getState().toasts.at(-1)?.text)
    .toMatch(/"model\.zip" cannot be unpacked: it is no ZIP archive/);
});
