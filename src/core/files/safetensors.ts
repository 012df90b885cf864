import type { TensorData } from '../tensor';

export interface TensorFile {
  readonly metadata: Readonly<Record<string, string>>;
  readonly tensors: Readonly<Record<string, TensorData>>;
}

/**
 * Reads float32 tensors of a .safetensors file.
 * @throws Error that says what does not fit
 */
export function readSafetensors(content: Uint8Array<ArrayBuffer>): TensorFile {
  const {
    header: { __metadata__: metadata = {}, ...entries },
    end: begin,
  } = headerOf(content);
  const data = content.slice(begin);
  const tensors = Object.entries(entries).map(([name, entry]) => {
    const {
      dtype,
      shape,
      data_offsets: [start, end],
    } = entry as { dtype: string; shape: number[]; data_offsets: [number, number] };
    const values = shape.reduce((product, size) => product * size, 1);
    if (dtype !== 'F32') throw new Error(`${name} is ${dtype}, not F32.`);
    if (end - start !== 4 * values || end > data.length || start % 4 !== 0)
      throw new Error(`${name} does not lie in the file.`);
    return [name, { dims: shape, data: new Float32Array(data.buffer, start, values) }] as const;
  });
  return { metadata: metadata as Record<string, string>, tensors: Object.fromEntries(tensors) };
}

/** What the tensors of a file are called, whatever their types. @throws Error as readSafetensors does */
export function tensorNames(content: Uint8Array<ArrayBuffer>): string[] {
  return Object.keys(headerOf(content).header).filter((name) => name !== '__metadata__');
}

function headerOf(content: Uint8Array<ArrayBuffer>): {
  readonly header: Record<string, unknown>;
  readonly end: number;
} {
  const view = new DataView(content.buffer, content.byteOffset, content.byteLength);
  if (content.length < 8) throw new Error('It is too short for a header.');
  const length = Number(view.getBigUint64(0, true));
  if (length > content.length - 8) throw new Error('Its header is longer than the file.');
  return {
    header: JSON.parse(new TextDecoder().decode(content.subarray(8, 8 + length))) as Record<string, unknown>,
    end: 8 + length,
  };
}
