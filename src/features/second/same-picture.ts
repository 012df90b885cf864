import type { PictureInfo } from '../../core/protocol';

/** Whether a file is the one that is shown, as far as its name and its bytes tell; samples are known by name. */
export function isSamePicture(shown: Pick<PictureInfo, 'name' | 'fileBytes'>, name: string, bytes?: number): boolean {
  return shown.name === name && (bytes === undefined || bytes === shown.fileBytes);
}
