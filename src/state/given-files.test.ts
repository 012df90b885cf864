import { expect, test } from 'vitest';
import { givenIn, sortGiven } from './given-files';

type Tree = { readonly [name: string]: Tree | null };

/** An entry as browsers give them: a folder tells its content in parts, and null is a file that cannot be read. */
function entryOf(name: string, content: Tree | File | null, above = ''): FileSystemEntry {
  const fullPath = `${above}/${name}`;
  if (content instanceof File || content === null) {
    const file = (done: (file: File) => void, fail: (error: unknown) => void): void =>
      content ? done(content) : fail(new DOMException('', 'NotFoundError'));
    return { name, fullPath, isFile: true, isDirectory: false, file } as unknown as FileSystemEntry;
  }
  const children = Object.entries(content).map(([child, inside]) =>
    entryOf(child, inside ?? new File([child], child), fullPath),
  );
  const createReader = () => {
    const rest = [...children];
    return { readEntries: (done: (part: FileSystemEntry[]) => void) => done(rest.splice(0, 2)) };
  };
  return { name, fullPath, isFile: false, isDirectory: true, createReader } as unknown as FileSystemEntry;
}

const drop = (...entries: (FileSystemEntry | File)[]): DataTransfer =>
  ({
    files: entries.filter((each) => each instanceof File),
    items: entries.map((each) => ({
      kind: 'file',
      getAsFile: () => (each instanceof File ? each : null),
      webkitGetAsEntry: () => (each instanceof File ? null : each),
    })),
  }) as unknown as DataTransfer;

const PHOTOS = entryOf('photos', {
  'b10.png': null,
  'b9.png': null,
  'notes.txt': null,
  day: { 'a.JPG': null, '._a.jpg': null },
  'c.heic': null,
});

test('a folder is walked to its end, in natural order of its paths', async () => {
  const { files, folders, unread } = await givenIn(drop(PHOTOS));
  expect(files.map(({ path }) => path)).toEqual([
    'photos/b9.png',
    'photos/b10.png',
    'photos/c.heic',
    'photos/day/._a.jpg',
    'photos/day/a.JPG',
    'photos/notes.txt',
  ]);
  expect(files.map(({ file }) => file.name)).toEqual(['b9.png', 'b10.png', 'c.heic', '._a.jpg', 'a.JPG', 'notes.txt']);
  expect([folders, unread]).toEqual([['photos'], []]);
});

test('files beside each other keep the order in which they were given', async () => {
  const { files, folders } = await givenIn(drop(new File([], 'z.txt'), entryOf('a.png', new File([], 'a.png'))));
  expect([files.map(({ path }) => path), folders]).toEqual([['z.txt', 'a.png'], []]);
});

test('what a folder has beside pictures is left out and said; files that were meant are not', async () => {
  const { files, words } = sortGiven(await givenIn(drop(PHOTOS)));
  expect(files.map(({ path }) => path)).toEqual(['b9.png', 'b10.png', 'c.heic', 'day/a.JPG']);
  expect(words).toBe('4 pictures in "photos". 2 other files were left out: ._a.jpg, notes.txt.');
  const loose = await givenIn(drop(new File([], 'z.txt'), new File([], 'a.png')));
  expect(sortGiven(loose)).toEqual({ files: loose.files, words: '' });
});

test('a file that its entry does not give, as WebKit has of pictures of other pages, is taken as it is', async () => {
  const file = new File([], 'b.png');
  const item = { kind: 'file', getAsFile: () => file, webkitGetAsEntry: () => entryOf('b.png', null) };
  const { files, unread } = await givenIn({ files: [file], items: [item] } as unknown as DataTransfer);
  expect([files, unread]).toEqual([[{ file, path: 'b.png' }], []]);
});

test('a file that cannot be read is named', async () => {
  const gone = entryOf('gone.png', null);
  const { files, words } = sortGiven(await givenIn(drop(new File([], 'a.png'), gone)));
  expect(files.map(({ path }) => path)).toEqual(['a.png']);
  expect(words).toBe('1 file could not be read and was left out: gone.png. Drop it again.');
});

test('a folder without pictures says so', async () => {
  const said = async (tree: Tree) => sortGiven(await givenIn(drop(entryOf('docs', tree))));
  expect(await said({})).toEqual({ files: [], words: 'The folder "docs" is empty. Drop a folder of pictures.' });
  expect(await said({ 'a.txt': null })).toEqual({
    files: [],
    words: 'The folder "docs" has no picture; its 1 file is of another kind. Drop a folder of pictures.',
  });
});

test('the folder of a model keeps all of its files and their paths', async () => {
  const model = entryOf('vae', {
    'config.json': null,
    vae_encoder: { 'model.onnx': null },
    vae_decoder: { 'model.onnx': null },
  });
  const { files, words } = sortGiven(await givenIn(drop(model)));
  expect(files.map(({ path }) => path)).toEqual([
    'vae/config.json',
    'vae/vae_decoder/model.onnx',
    'vae/vae_encoder/model.onnx',
  ]);
  expect(words).toBe('');
});
