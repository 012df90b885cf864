import { counted } from '../core/counted';
import { isArrayFile } from '../core/files/latent-keys';
import { isModelFile } from '../core/model/own-ids';
import type { OwnFile } from '../core/model/own-model';

/** A file as it was given. */
export interface GivenFile {
  readonly file: File;
  /** Its name, with the folders that it was found in before it: 'photos/day/a.png'. */
  readonly path: string;
}

/** All that a drop or a paste carries. */
export interface Given {
  readonly files: readonly GivenFile[];
  /** Names of the folders among what was given. */
  readonly folders: readonly string[];
  /** Paths of what could not be read. */
  readonly unread: readonly string[];
}

const NATURAL = new Intl.Collator('en', { numeric: true });

/** Files from a picker. One of folders tells the path of each file, and its own folder comes first in all of them. */
export function givenFiles(files: Iterable<File>): Given {
  const given = Array.from(files, (file) => ({ file, path: file.webkitRelativePath || file.name }));
  const folders = new Set(given.flatMap(({ path }) => path.split('/').slice(0, -1).slice(0, 1)));
  return {
    files: given.sort((a, b) => (folders.size > 0 ? NATURAL.compare(a.path, b.path) : 0)),
    folders: [...folders],
    unread: [],
  };
}

/**
 * The files of a drop or a paste. Those of folders come with their paths, in natural order; others as they were given. It is to be
 * called while the event is handled: later browsers give nothing.
 */
export function givenIn(data: DataTransfer): Promise<Given> {
  const items = [...data.items].filter(({ kind }) => kind === 'file');
  return walk(items.map((item) => ({ entry: item.webkitGetAsEntry?.() ?? null, file: item.getAsFile() })));
}

async function walk(
  items: readonly { readonly entry: FileSystemEntry | null; readonly file: File | null }[],
): Promise<Given> {
  const files: GivenFile[] = [];
  const [folders, unread]: [string[], string[]] = [[], []];
  for (const { entry, file } of items) {
    if (entry && isFolder(entry)) {
      const inside: GivenFile[] = [];
      await enter(entry, entry.name, inside, unread);
      files.push(...inside.sort((a, b) => NATURAL.compare(a.path, b.path)));
      folders.push(entry.name);
      // WebKit has no entry's file for what lies on no disk, such as a picture of another page.
    } else if (file) files.push({ file, path: file.name });
    else if (entry) await enter(entry, entry.name, files, unread);
  }
  return { files, folders, unread };
}

async function enter(entry: FileSystemEntry, path: string, files: GivenFile[], unread: string[]): Promise<void> {
  try {
    if (isFolder(entry)) {
      for (const child of await childrenOf(entry)) await enter(child, `${path}/${child.name}`, files, unread);
    } else files.push({ file: await fileOf(entry as FileSystemFileEntry), path });
  } catch {
    unread.push(path);
  }
}

function isFolder(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory;
}

function fileOf(entry: FileSystemFileEntry): Promise<File> {
  return new Promise((resolve, reject) => entry.file(resolve, reject));
}

/** Browsers tell some of them at a time, and none after the last. */
async function childrenOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const all: FileSystemEntry[] = [];
  for (;;) {
    const part = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (part.length === 0) return all;
    all.push(...part);
  }
}

/**
 * What is shown of it, and what is said about the rest ('' without one). Files that were given by themselves are all meant; of a
 * folder its pictures are, or its latents where it has no picture, or all of it where it holds a model.
 */
export function sortGiven({ files, folders, unread }: Given): {
  readonly files: readonly GivenFile[];
  readonly words: string;
} {
  const inFolder = ({ path }: GivenFile): boolean => path.includes('/');
  const isModel = files.some(({ file }) => isModelFile(file));
  const isLatents = !files.some(({ file }) => isPicture(file)) && files.some(({ file }) => isArrayFile(file));
  const isMeant = isLatents ? isArrayFile : isPicture;
  const taken = isModel ? files : files.filter((each) => !inFolder(each) || isMeant(each.file));
  const others = files.filter((each) => !taken.includes(each)).map(({ file }) => file.name);
  const quoted = folders.map((name) => `"${name}"`).join(', ');
  const noun = folders.length === 1 ? 'folder' : 'folders';
  const has = folders.length === 1 ? ['is', 'has', 'its'] : ['are', 'have', 'their'];
  const gone =
    unread.length > 0
      ? `${counted(unread.length, 'file')} could not be read and ${unread.length === 1 ? 'was' : 'were'} left out: ${listed(unread)}. Drop ${unread.length === 1 ? 'it' : 'them'} again.`
      : '';
  const none =
    taken.length > 0 || folders.length === 0 || unread.length > 0
      ? ''
      : others.length === 0
        ? `The ${noun} ${quoted} ${has[0]} empty. Drop a folder of pictures.`
        : `The ${noun} ${quoted} ${has[1]} no picture; ${has[2]} ${counted(others.length, 'file')} ${others.length === 1 ? 'is' : 'are'} of another kind. Drop a folder of pictures.`;
  const rest =
    taken.length > 0 && others.length > 0
      ? `${counted(taken.filter(inFolder).length, isLatents ? 'array file' : 'picture')} in ${quoted}. ${counted(others.length, 'other file')} ${others.length === 1 ? 'was' : 'were'} left out: ${listed(others)}.`
      : '';
  return {
    files: folders.length === 1 && !isModel ? withoutFolder(taken, `${folders[0]}/`) : taken,
    words: [none || rest, gone].filter(Boolean).join(' '),
  };
}

/** Alone it need not be named again with each of its files. */
function withoutFolder(files: readonly GivenFile[], folder: string): GivenFile[] {
  return files.map(({ file, path }) => ({ file, path: path.startsWith(folder) ? path.slice(folder.length) : path }));
}

export function isArchive({ name, type }: File): boolean {
  return type === 'application/zip' || type === 'application/x-zip-compressed' || /\.zip$/i.test(name);
}

/** Files of a model by the folders that they were found in: exporters call both networks model.onnx. */
export function modelFiles(given: readonly GivenFile[]): OwnFile[] {
  return given.map(({ file, path }) => ({ name: path, data: file }));
}

/** Judges by name and type: a folder may have thousands of files, and the decoder looks at the bytes of those that are taken. */
function isPicture({ name, type }: File): boolean {
  return (
    !name.startsWith('.') &&
    (type.startsWith('image/') || /\.(avif|heic|heif|jxl|tiff?|bmp|svg|webp|png|gif|jpe?g|jfif)$/i.test(name))
  );
}

const NAMED = 3;

function listed(names: readonly string[]): string {
  const more = names.length - NAMED;
  return names.slice(0, NAMED).join(', ') + (more > 0 ? ` and ${more} more` : '');
}
