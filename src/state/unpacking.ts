import { unzip } from '../client/unzip';
import { isArchive, type Given, type GivenFile } from './given-files';

/** What was given with archives taken as the folders that they are. Archives within archives are left out. @throws LabError as unzip does */
export async function unpacked({ files, folders, unread }: Given): Promise<Given> {
  const all: GivenFile[] = [];
  const [archives, lost] = [[...folders], [...unread]];
  for (const given of files) {
    if (!isArchive(given.file)) {
      all.push(given);
      continue;
    }
    const inside = await unzip(given.file);
    archives.push(given.path);
    for (const { file, path } of inside.files) {
      if (isArchive(file)) lost.push(path);
      else all.push({ file, path: `${given.path}/${path}` });
    }
    lost.push(...inside.unread);
  }
  return { files: all, folders: archives, unread: lost };
}
