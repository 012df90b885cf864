import { LabError } from '../core/errors';

/** Reads ZIP archives, without a library: browsers inflate by themselves. Entries of 4 GiB and more are not read. */

export interface Unzipped {
  readonly files: readonly { readonly file: File; readonly path: string }[];
  /** Paths of entries that could not be read. */
  readonly unread: readonly string[];
}

interface Entry {
  readonly path: string;
  readonly method: number;
  readonly encrypted: boolean;
  readonly packed: number;
  readonly bytes: number;
  readonly offset: number;
}

const END = 0x06054b50;
const ENTRY = 0x02014b50;
/** The end of the directory, and the longest comment after it. */
const LONGEST_END = 22 + 0xffff;
const MOST_ENTRIES = 5000;
const MOST_BYTES = 4 * 2 ** 30;
const [STORED, DEFLATED] = [0, 8];

/** @throws LabError 'unsupported-format' for what is no archive, or one that is too large */
export async function unzip(archive: File): Promise<Unzipped> {
  const entries = (await directoryOf(archive)).filter(
    ({ path }) => !path.endsWith('/') && !/(^|\/)(__MACOSX\/|\.)/.test(path),
  );
  if (entries.reduce((sum, { bytes }) => sum + bytes, 0) > MOST_BYTES)
    throw refused(archive, 'what is in it takes more than 4 GiB. Unpack it, and drop the files');
  const files: { file: File; path: string }[] = [];
  const unread: string[] = [];
  for (const entry of entries) {
    const content = await contentOf(archive, entry).catch(() => null);
    if (content?.size === entry.bytes)
      files.push({ path: entry.path, file: new File([content], entry.path.split('/').at(-1) ?? entry.path) });
    else unread.push(entry.path);
  }
  return { files, unread };
}

async function directoryOf(archive: File): Promise<Entry[]> {
  const tail = await viewOf(archive.slice(Math.max(0, archive.size - LONGEST_END)));
  let at = tail.byteLength - 22;
  while (at >= 0 && tail.getUint32(at, true) !== END) at -= 1;
  if (at < 0) throw refused(archive, 'it is no ZIP archive, or only a part of one. Download it again');
  const [count, size, start] = [
    tail.getUint16(at + 10, true),
    tail.getUint32(at + 12, true),
    tail.getUint32(at + 16, true),
  ];
  if (count > MOST_ENTRIES || start === 0xffffffff)
    throw refused(
      archive,
      `it has more than ${MOST_ENTRIES} files, or is larger than 4 GiB. Unpack it, and drop the files`,
    );
  const directory = await viewOf(archive.slice(start, start + size));
  const entries: Entry[] = [];
  for (
    let from = 0;
    entries.length < count && from + 46 <= directory.byteLength && directory.getUint32(from, true) === ENTRY;
  ) {
    const [name, extra, comment] = [28, 30, 32].map((offset) => directory.getUint16(from + offset, true)) as [
      number,
      number,
      number,
    ];
    entries.push({
      path: new TextDecoder().decode(
        new Uint8Array(directory.buffer, from + 46, Math.min(name, directory.byteLength - from - 46)),
      ),
      encrypted: (directory.getUint16(from + 8, true) & 1) === 1,
      method: directory.getUint16(from + 10, true),
      packed: directory.getUint32(from + 20, true),
      bytes: directory.getUint32(from + 24, true),
      offset: directory.getUint32(from + 42, true),
    });
    from += 46 + name + extra + comment;
  }
  if (entries.length < count) throw refused(archive, 'its list of files is damaged. Download it again');
  return entries;
}

async function contentOf(archive: File, { method, encrypted, packed, offset }: Entry): Promise<Blob | null> {
  if (encrypted || (method !== STORED && method !== DEFLATED)) return null;
  const header = await viewOf(archive.slice(offset, offset + 30));
  const start = offset + 30 + header.getUint16(26, true) + header.getUint16(28, true);
  const content = archive.slice(start, start + packed);
  return method === STORED
    ? content
    : new Response(content.stream().pipeThrough(new DecompressionStream('deflate-raw'))).blob();
}

async function viewOf(part: Blob): Promise<DataView> {
  return new DataView(await part.arrayBuffer());
}

function refused({ name }: File, why: string): LabError {
  return new LabError('unsupported-format', `"${name}" cannot be unpacked: ${why}.`);
}
