import { unzip } from '../client/unzip';
import { isArchive, type Given, type GivenFile } from './given-files';

/** Archives in archives in archives; what is deeper is no way to give files. */
const DEEPEST = 4;

/** What was given with archives taken as the folders that they are, also within each other. @throws LabError as unzip does */
export async function unpacked({ files, folders, unread }: Given): Promise<Given> {
  const all: GivenFile[] = [];
  const [archives, lost] = [[...folders], [...unread]];
  const take = async (given: GivenFile, depth: number): Promise<void> => {
    if (!isArchive(given.file)) {
      all.push(given);
      return;
    }
    const inside = await unzip(given.file);
    for (const { file, path } of inside.files) {
      const found = { file, path: `${given.path}/${path}` };
      if (!isArchive(file)) all.push(found);
      else if (depth === DEEPEST) lost.push(found.path);
      // One that is damaged leaves the rest as it is.
      else await take(found, depth + 1).catch(() => lost.push(found.path));
    }
    lost.push(...inside.unread);
  };
  for (const given of files) {
    await take(given, 1);
    if (isArchive(given.file)) archives.push(given.path);
  }
  return { files: all, folders: archives, unread: lost };
}
