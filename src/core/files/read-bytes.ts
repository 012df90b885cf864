import { refuse } from '../picture/header/refusals';

/**
 * All bytes of a file, in pieces: large ones take seconds.
 * @param onPiece bytes so far
 */
export async function readPieces(blob: Blob, onPiece: (bytes: number) => void): Promise<Uint8Array<ArrayBuffer>> {
  const content = new Uint8Array(blob.size);
  const reader = blob.stream().getReader();
  for (let received = 0; ;) {
    const { done, value } = await reader.read();
    if (done) return content;
    content.set(value, received);
    received += value.length;
    onPiece(received);
  }
}

/** All bytes of a file. @throws LabError 'fetch-failed' when it was moved or changed since it was chosen, or is a folder */
export async function readBytes(blob: Blob, name: string): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return new Uint8Array(await blob.arrayBuffer());
  } catch (cause) {
    throw refuse.unreadable(name, cause);
  }
}
