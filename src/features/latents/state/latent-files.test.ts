import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readNpy } from '../../../core/files/npy';
import { writeSafetensors } from '../../../core/files/safetensors';
import { holdsLatents, readLatentFile } from './latent-files';

/** Files that training/fixtures/latent_files.py writes with NumPy, safetensors and PyTorch. */
const FOLDER = new URL('../../../../e2e/fixtures/latents/', import.meta.url);

const fileOf = (name: string, content: Uint8Array<ArrayBuffer> = new Uint8Array(readFileSync(new URL(name, FOLDER)))) =>
  new File([content], name);
const bits = (data: Float32Array): number[] => [...new Uint32Array(data.buffer, data.byteOffset, data.length)];
const valuesOf = (count: number): number[] => Array.from({ length: count }, (_, i) => (((i * 37) % 101) - 50) / 16);

const DIMS = [1, 4, 2, 3];

describe('readLatentFile', () => {
  it.each([
    ['half.npy', 'NumPy array', ['array'], [4, 2, 3], 1],
    ['video.npy', 'NumPy array', ['array'], [4, 1, 2, 3], 1],
    ['plain.safetensors', 'safetensors file', ['latents'], DIMS, 1],
    ['several.safetensors', 'safetensors file', ['c.double', 'a.half', 'b.brain'], [1, 4, 1, 2, 3], 1],
    ['written-raw.latent', 'ComfyUI latent', ['latent_tensor'], DIMS, 1],
    ['tensor.pt', 'PyTorch file', ['tensor'], DIMS, 1],
    ['parameter-half.pt', 'PyTorch file', ['tensor'], DIMS, 1],
    ['several.pt', 'PyTorch file', ['mean', 'more.0'], DIMS, 1],
    ['arrays.npz', 'NumPy archive', ['mean', 'logvar'], DIMS, 1],
    ['batch.npy', 'NumPy array', ['array'], [3, 4, 2, 3], 3],
    ['batch.latent', 'ComfyUI latent', ['latent_tensor'], [2, 4, 2, 3], 2],
  ])('reads %s', async (name, kind, names, dims, count) => {
    const file = await readLatentFile(fileOf(name));
    expect(file.kind).toBe(kind);
    expect(file.tensors.map((tensor) => tensor.name).sort()).toEqual([...names].sort());
    const tensor = file.tensors.find((each) => each.name === names[0]);
    expect([tensor?.dims, tensor?.shape]).toEqual([dims, { count, channels: 4, height: 2, width: 3, times: 1 }]);
    for (const each of file.tensors)
      expect([...(await each.read())]).toEqual(valuesOf(each.dims.reduce((a, b) => a * b)));
  });

  it('takes a view of a larger tensor apart by its strides', async () => {
    const [tensor] = (await readLatentFile(fileOf('strided.pt'))).tensors;
    const whole = valuesOf(30);
    // permute(3, 2, 1, 0)[:, 1:] of [3, 2, 5, 1]
    const wanted = [1, 2, 3, 4].flatMap((c) => [0, 1].flatMap((y) => [0, 1, 2].map((x) => whole[x * 10 + y * 5 + c])));
    expect(tensor?.dims).toEqual(DIMS);
    expect([...((await tensor?.read()) as Float32Array)]).toEqual(wanted);
  });

  it('loads .latent without its marker as ComfyUI does, bit for bit', async () => {
    const { tensors, notes, units } = await readLatentFile(fileOf('old.latent'));
    const loaded = readNpy(new Uint8Array(readFileSync(new URL('old-loaded.npy', FOLDER))));
    expect(bits((await tensors[0]?.read()) as Float32Array)).toEqual(bits(loaded.data));
    expect([units?.is, notes.join()]).toEqual(['raw', expect.stringMatching(/1\/0\.18215/)]);
  });

  it('knows the units that a file of this page names, and says what it left out', async () => {
    expect((await readLatentFile(fileOf('written-scaled.safetensors'))).units?.is).toBe('scaled');
    expect((await readLatentFile(fileOf('plain.safetensors'))).units).toBeNull();
    expect((await readLatentFile(fileOf('several.safetensors'))).notes).toEqual(['Left out: d.whole (I64).']);
  });

  const noShape = writeSafetensors({ x: { dims: [6], data: new Float32Array(6) } });
  it.each([
    ['runs-code.pt', undefined, /posix\.getcwd.*runs no code/],
    ['legacy.pt', undefined, /may run code.*torch\.save/],
    ['integers.npy', undefined, /whole numbers/],
    ['empty.npy', new Uint8Array(), /is empty/],
    ['text.npy', new TextEncoder().encode('nothing of this kind'), /no \.npy/],
    ['flat.safetensors', noShape, /x: Its shape is \[6\]/],
    ['cut.safetensors', noShape.slice(0, -4), /does not lie in the file/],
  ])('refuses %s with a sentence', async (name, content, says) => {
    await expect(readLatentFile(fileOf(name, content))).rejects.toMatchObject({ message: expect.stringMatching(says) });
  });

  it('says which pickle operation it does not know, and survives every cut', async () => {
    const whole = new Uint8Array(readFileSync(new URL('tensor.pt', FOLDER)));
    for (let length = 1; length < whole.length; length += 97)
      await expect(readLatentFile(fileOf('cut.pt', whole.slice(0, length)))).rejects.toMatchObject({
        message: expect.stringMatching(/cut\.pt/),
      });
  });
});

it.each([
  ['plain.safetensors', true],
  ['tensor.pt', true],
  ['half.npy', true],
  ['written-raw.latent', true],
  ['weights.safetensors', false],
  ['runs-code.pt', false],
])('%s holds latents: %s', async (name, is) => expect(await holdsLatents(fileOf(name))).toBe(is));
