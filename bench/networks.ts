import taesdDecoderUrl from './models/taesd-decoder.onnx?url';
import taesdEncoderUrl from './models/taesd-encoder.onnx?url';
import taesd from './models/taesd.json';
import { haarForward } from '../src/core/haar';
import { elementCount } from '../src/core/geometry';
import { findModel, parseManifest, type ModelEntry } from '../src/core/manifest';
import type { TensorData } from '../src/core/protocol';
import { GpuResources, type TensorView } from '../src/gpu/resources';
import type { ModelStore } from '../src/inference/model-store';
import type { Runtime, Session } from '../src/inference/runtime';
import { buildNetworks, downloadNetworks } from '../src/pipeline/networks';
import { median } from '../src/core/timing';
import type { NetworkRow, NetworkTimes } from './report';

/** An autoencoder with its inputs in place. Each step resolves when its work is done. */
interface Candidate {
  encode(): Promise<void>;
  /** Takes the latent of the last encode(). */
  decode(): Promise<void>;
  output(): Promise<Float32Array>;
}

/** Encoders and decoders, ready on one backend. */
export interface Contestants {
  readonly model: ModelEntry;
  readonly litevae: { readonly encoder: Session; readonly decoder: Session };
  readonly taesd: { readonly encoder: Session; readonly decoder: Session };
}

export async function loadContestants(modelsUrl: string, store: ModelStore, runtime: Runtime, device?: GPUDevice): Promise<Contestants> {
  const manifest = parseManifest(await (await fetch(new URL('manifest.json', modelsUrl))).json());
  const model = findModel(manifest, manifest.default);
  const litevae = await buildNetworks(model, await downloadNetworks(model, modelsUrl, store), runtime, device);
  const session = async (part: 'encoder' | 'decoder', url: string, input: string, output: string) => {
    const label = `The ${part} of TAESD`;
    const content = await store.load({ ...taesd[part], url: new URL(url, self.location.href).href, label });
    return runtime.createSession(content, { label, inputs: [input], output }, device);
  };
  const encoder = await session('encoder', taesdEncoderUrl, 'image', 'latent');
  return { model, litevae, taesd: { encoder, decoder: await session('decoder', taesdDecoderUrl, 'latent', 'image') } };
}

/** Rounds of both, one after the other, after one round that compiles shaders and is not counted. */
export async function benchNetworks(
  contestants: Contestants, size: number, rounds: number, threads: number, device?: GPUDevice,
): Promise<NetworkRow> {
  const resources = device && new GpuResources(device);
  try {
    const make = device && resources ? gpuCandidate(device, resources) : cpuCandidate;
    const picture = testPicture(size);
    const { model, litevae, taesd: other } = contestants;
    const candidates = {
      litevae: make(litevae.encoder, litevae.decoder, haarForward(picture), model.latentChannels, [1, 12, size / 2, size / 2]),
      taesd: make(other.encoder, other.decoder, [picture], 4, picture.dims),
    };
    const times = { litevae: [] as NetworkTimes[], taesd: [] as NetworkTimes[] };
    for (let round = -1; round < rounds; round++) {
      for (const name of round % 2 === 0 ? (['litevae', 'taesd'] as const) : (['taesd', 'litevae'] as const)) {
        const encoderMs = await clock(() => candidates[name].encode());
        const decoderMs = await clock(() => candidates[name].decode());
        if (round >= 0) times[name].push({ encoderMs, decoderMs });
      }
    }
    for (const [name, candidate] of Object.entries(candidates)) expectValues(name, await candidate.output());
    const total = ({ encoderMs, decoderMs }: NetworkTimes) => encoderMs + decoderMs;
    return {
      backend: device ? 'webgpu' : 'wasm', size, threads, rounds,
      litevae: medians(times.litevae), taesd: medians(times.taesd),
      litevaeOverTaesd: median(times.litevae.map((ours, round) => total(ours) / total(times.taesd[round] ?? { encoderMs: NaN, decoderMs: NaN }))),
    };
  } finally {
    resources?.destroy();
  }
}

type MakeCandidate = (
  encoder: Session, decoder: Session, inputs: readonly TensorData[], latentChannels: number, outputDims: readonly number[],
) => Candidate;

function gpuCandidate(device: GPUDevice, resources: GpuResources): MakeCandidate {
  return (encoder, decoder, inputs, latentChannels, outputDims) => {
    const upload = ({ data, dims }: TensorData): TensorView => {
      const view = resources.tensor('BenchNetworks.input', dims);
      resources.upload(view.buffer, new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
      return view;
    };
    const views = inputs.map(upload);
    const { encoded, latent } = latentDims(inputs, latentChannels);
    const moments = resources.tensor('BenchNetworks.moments', encoded);
    const mean = resources.tensor('BenchNetworks.latent', latent);
    const output = resources.tensor('BenchNetworks.output', outputDims);
    return {
      encode: async () => {
        await encoder.runOnGpu(views, moments);
        const commands = device.createCommandEncoder({ label: 'BenchNetworks.mean' });
        commands.copyBufferToBuffer(moments.buffer, 0, mean.buffer, 0, 4 * elementCount(latent));
        device.queue.submit([commands.finish()]);
        await device.queue.onSubmittedWorkDone();
      },
      decode: async () => {
        await decoder.runOnGpu([mean], output);
        await device.queue.onSubmittedWorkDone();
      },
      output: () => resources.read(output),
    };
  };
}

const cpuCandidate: MakeCandidate = (encoder, decoder, inputs, latentChannels) => {
  const { latent } = latentDims(inputs, latentChannels);
  let mean: TensorData = { dims: latent, data: new Float32Array(elementCount(latent)) };
  let output = new Float32Array();
  return {
    encode: async () => {
      const { data } = await encoder.runOnCpu(inputs);
      mean = { dims: latent, data: data.slice(0, elementCount(latent)) };
    },
    decode: async () => {
      output = (await decoder.runOnCpu([mean])).data as Float32Array<ArrayBuffer>;
    },
    output: async () => output,
  };
};

/** LiteVAE's encoder gives mean and log-variance, TAESD's the latent alone; both at 1/8 of the picture. */
function latentDims(inputs: readonly TensorData[], channels: number): { encoded: number[]; latent: number[] } {
  const [first] = inputs as [TensorData, ...TensorData[]];
  const side = ((first.dims[2] as number) * (inputs.length > 1 ? 2 : 1)) / 8;
  const latent = [1, channels, side, side];
  return { latent, encoded: inputs.length > 1 ? [1, 2 * channels, side, side] : latent };
}

/** Smooth waves with fine texture, in [-1, 1]. */
function testPicture(size: number): TensorData {
  const data = Float32Array.from({ length: 3 * size * size }, (_, i) => {
    const [x, y, c] = [i % size, Math.floor(i / size) % size, Math.floor(i / size / size)];
    return 0.6 * Math.sin((x + 2 * y) / 17 + c) + 0.3 * Math.cos((x * y) / 97) + 0.1 * Math.sin(x * 2.1 + y * 1.3);
  });
  return { dims: [1, 3, size, size], data };
}

function medians(times: readonly NetworkTimes[]): NetworkTimes {
  return { encoderMs: median(times.map((time) => time.encoderMs)), decoderMs: median(times.map((time) => time.decoderMs)) };
}

async function clock(work: () => Promise<void>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

/** A run that computed nothing would be fast. */
function expectValues(name: string, values: Float32Array): void {
  if (values.every((value) => value === 0) || values.some((value) => !Number.isFinite(value))) {
    throw new Error(`${name} returned zeros or values that are not numbers, so its time means nothing.`);
  }
}
