import { refuse } from '../picture/header/refusals';

/** All bytes of a file. @throws LabError 'fetch-failed' when it was moved or changed since it was chosen, or is a folder */
export async function readBytes(blob: Blob, name: string): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return new Uint8Array(await blob.arrayBuffer());
  } catch (cause) {
    throw refuse.unreadable(name, cause);
  }
}
