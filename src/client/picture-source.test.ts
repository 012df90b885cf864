import { expect, test } from 'vitest';
import { defaultSettings } from '../core/settings/settings';
import { openPicture } from './picture-source';
import { isSvg } from './rasterise-svg';

/** What a browser gives for a folder, or for a file that was moved since it was chosen. */
function unreadable(name: string): File {
  const file = new File(['x'], name);
  const fail = (): Promise<ArrayBuffer> =>
    Promise.reject(new DOMException('A requested file could not be read.', 'NotReadableError'));
  file.arrayBuffer = fail;
  file.slice = () => Object.assign(new Blob(['x']), { arrayBuffer: fail });
  return file;
}

const gone = {
  code: 'fetch-failed',
  message: expect.stringMatching(/^"photos" could not be read\. .* drop it again\.$/),
};

test('a file that cannot be read is named', async () => {
  await expect(
    openPicture(unreadable('photos'), defaultSettings(), new AbortController().signal),
  ).rejects.toMatchObject(gone);
  await expect(isSvg(unreadable('photos'), 'photos')).rejects.toMatchObject(gone);
});
