import type { TensorName } from '../src/core/protocol';
import { expectTensor, loadGoldens, loadLayers } from './support/goldens';
import { fileOf } from './support/lab';
import { expect, on, test } from './support/test';

/** The tensors that the goldens of training/goldens.py hold, and how far apart backends may be. */
const EXACT: readonly TensorName[] = ['input', 'bands1', 'bands2', 'bands3'];
const NETWORK: readonly TensorName[] = ['mean', 'logvar', 'latent', 'coefficients', 'reconstruction'];

const RUNS = [
  { model: 'tiny', goldens: 'tiny-f8c12', backend: 'webgpu' },
  { model: 'tiny', goldens: 'tiny-f8c12', backend: 'wasm' },
  { model: 'real', goldens: 'litevae-s-f8c12', backend: 'webgpu' },
  { model: 'real', goldens: 'litevae-s-f8c12', backend: 'wasm' },
] as const;

for (const { model, goldens: folder, backend } of RUNS) {
  test(`${folder} on ${backend} equals the Python goldens, tensor by tensor`, on(backend), async ({ lab }) => {
    // The real model takes half a minute for each new shape on a busy software adapter.
    test.setTimeout(240_000);
    const { cases, tolerance } = loadGoldens(folder);
    const layers = loadLayers(folder);
    await lab.open({ model, backend });
    expect((await lab.info()).backend).toBe(backend);
    for (const golden of cases) {
      await lab.openFile(fileOf(golden.picture));
      const summary = await lab.run();
      expect([summary.width, summary.height]).toEqual([golden.width, golden.height]);
      for (const [names, limit] of [
        [EXACT, tolerance.bands],
        [NETWORK, tolerance.network],
      ] as const) {
        for (const name of names) {
          // With the posterior mean, which is the default, the latent is the mean.
          const expected = golden.tensors[name === 'latent' ? 'mean' : name];
          if (!expected) throw new Error(`The golden "${golden.name}" lacks ${name}.`);
          expectTensor(`${golden.name} ${name}`, await lab.tensor(name), expected, limit);
        }
      }
      expect(summary.psnr).toBeCloseTo(golden.psnr, 2);
      expect(summary.mse).toBeCloseTo(golden.mse, 1);
      expect(summary.ssim).toBeCloseTo(golden.ssim, 3);
      const energies = summary.errorEnergies.reduce((sum, { energy }) => sum + energy, 0);
      expect(Math.abs(energies / summary.squaredError - 1), 'band energies add up').toBeLessThan(1e-4);
      expect(summary.readbacks.betweenStages, 'readbacks between stages').toBe(0);
      if (model !== 'tiny' || golden.name !== layers.picture) continue;
      for (const { part, tensor, dims, step, values } of layers.layers) {
        const found = await lab.tensor(`layer/${part}/${tensor}` as TensorName);
        expect(found.dims, tensor).toEqual(dims);
        const some = {
          dims: [values.length],
          data: Float32Array.from(values, (_, at) => found.data[at * step] as number),
        };
        expectTensor(tensor, some, { dims: some.dims, data: Float32Array.from(values) }, layers.tolerance);
      }
    }
  });
}
