import sdDecoderUrl from './models/sd-decoder.onnx?url';
import sd from './models/sd-decoder.json';
import taesdDecoderUrl from './models/taesd-decoder.onnx?url';
import taesdEncoderUrl from './models/taesd-encoder.onnx?url';
import taesd from './models/taesd.json';
import { haarForward } from '../src/core/math/haar';
import { elementCount } from '../src/core/math/geometry';
import { findModel, type ModelEntry } from '../src/core/model/manifest';
import { parseManifest } from '../src/core/model/parse-manifest';
import type { GpuWork, TensorData } from '../src/core/protocol';
import { meterOf } from '../src/gpu/meter';
import { GpuResources, type TensorView } from '../src/gpu/resources';
import type { ModelStore } from '../src/inference/model-store';
import type { Runtime, Session } from '../src/inference/runtime';
import { sessionOf, buildNetworks, downloadNetworks } from '../src/pipeline/lab/networks';
import { median } from '../src/core/metrics/stats';
import { workBetween } from '../src/core/metrics/timing';
import { latentDims, testLatent, testPicture } from './network-inputs';
import type { DecoderRow, NetworkRow, NetworkTimes } from './report';

/** An autoencoder with its inputs in place. Each step resolves when its work is done. */
interface Candidate {
  encode(): Promise<void>;
  /** Takes the latent of the last encode(). */
  decode(): Promise<void>;
  output(): Promise<Float32Array>;
}

/** A device, and the processor time of the process that a software GPU computes in; null where nobody can tell. */
export interface BenchGpu {
  readonly device: GPUDevice;
  processorMs(): Promise<number | null>;
}

/** Encoders and decoders, ready on one backend. */
export interface Contestants {
  readonly model: ModelEntry;
  readonly litevae: { readonly encoder: Session; readonly decoder: Session };
  readonly taesd: { readonly encoder: Session; readonly decoder: Session };
  /** The decoder of Stable Diffusion's full VAE. */
  readonly sdDecoder: Session;
}

export async function loadContestants(
  modelsUrl: string,
  store: ModelStore,
  runtime: Runtime,
  device?: GPUDevice,
): Promise<Contestants> {
  const manifest = parseManifest(await (await fetch(new URL('manifest.json', modelsUrl))).json());
  const model = findModel(manifest, manifest.default);
  const networks = await buildNetworks(model, await downloadNetworks(model, modelsUrl, store), runtime, device);
  const litevae = { encoder: sessionOf(networks, 'encoder'), decoder: sessionOf(networks, 'decoder') };
  const session = async (
    label: string,
    pinned: { bytes: number; sha256: string },
    url: string,
    input: string,
    output: string,
  ) => {
    const content = await store.load({ ...pinned, url: new URL(url, self.location.href).href, label });
    return runtime.createSession({ content, weights: null }, { label, inputs: [input], output }, device);
  };
  const encoder = await session('The encoder of TAESD', taesd.encoder, taesdEncoderUrl, 'image', 'latent');
  const decoder = await session('The decoder of TAESD', taesd.decoder, taesdDecoderUrl, 'latent', 'image');
  const sdDecoder = await session('The decoder of SD-VAE', sd.decoder, sdDecoderUrl, 'latent', 'image');
  return { model, litevae, taesd: { encoder, decoder }, sdDecoder };
}

/** Rounds of both, one after the other, after one round that compiles shaders and is not counted. */
export async function benchNetworks(
  contestants: Contestants,
  size: number,
  rounds: number,
  threads: number,
  gpu?: BenchGpu,
): Promise<NetworkRow> {
  const device = gpu?.device;
  const resources = device && new GpuResources(device);
  try {
    const make = device && resources ? gpuCandidate(device, resources) : cpuCandidate;
    const picture = testPicture(size);
    const { model, litevae, taesd: other } = contestants;
    const candidates = {
      litevae: make(litevae.encoder, litevae.decoder, haarForward(picture), model.latentChannels, [
        1,
        12,
        size / 2,
        size / 2,
      ]),
      taesd: make(other.encoder, other.decoder, [picture], 4, picture.dims),
    };
    const times = { litevae: [] as NetworkTimes[], taesd: [] as NetworkTimes[] };
    const spent = { litevae: [] as Spent[], taesd: [] as Spent[] };
    for (let round = -1; round < rounds; round++) {
      for (const name of round % 2 === 0 ? (['litevae', 'taesd'] as const) : (['taesd', 'litevae'] as const)) {
        const encoder = await clock(() => candidates[name].encode(), gpu);
        const decoder = await clock(() => candidates[name].decode(), gpu);
        if (round < 0) continue;
        spent[name].push(encoder.processorMs, decoder.processorMs);
        times[name].push({
          encoderMs: encoder.ms,
          decoderMs: decoder.ms,
          ...(encoder.work && decoder.work && { encoderWork: encoder.work, decoderWork: decoder.work }),
        });
      }
    }
    for (const [name, candidate] of Object.entries(candidates)) expectValues(name, await candidate.output());
    const total = ({ encoderMs, decoderMs }: NetworkTimes) => encoderMs + decoderMs;
    return {
      backend: device ? 'webgpu' : 'wasm',
      size,
      threads,
      rounds,
      litevae: medians(times.litevae),
      taesd: medians(times.taesd),
      litevaeOverTaesd: median(
        times.litevae.map(
          (ours, round) => total(ours) / total(times.taesd[round] ?? { encoderMs: NaN, decoderMs: NaN }),
        ),
      ),
      ...processorRatio(spent.litevae, spent.taesd),
    };
  } finally {
    resources?.destroy();
  }
}

/** Our decoder beside that of the full SD-VAE, which is too slow in software for more than a small picture. */
export async function benchDecoders(
  { model, litevae, sdDecoder }: Contestants,
  size: number,
  rounds: number,
  threads: number,
  gpu?: BenchGpu,
): Promise<DecoderRow> {
  const device = gpu?.device;
  const resources = device && new GpuResources(device);
  try {
    const make = device && resources ? gpuDecoder(device, resources) : cpuDecoder;
    const candidates = {
      litevae: make(litevae.decoder, testLatent(model.latentChannels, size), [1, 12, size / 2, size / 2]),
      sd: make(sdDecoder, testLatent(4, size), [1, 3, size, size]),
    };
    const times = { litevae: [] as number[], sd: [] as number[] };
    const spent = { litevae: [] as Spent[], sd: [] as Spent[] };
    const asked: { litevae?: GpuWork; sd?: GpuWork } = {};
    for (let round = -1; round < rounds; round++) {
      for (const name of round % 2 === 0 ? (['litevae', 'sd'] as const) : (['sd', 'litevae'] as const)) {
        const { ms, work, processorMs } = await clock(() => candidates[name].decode(), gpu);
        if (round >= 0) {
          times[name].push(ms);
          spent[name].push(processorMs);
        }
        if (work) asked[name] = work;
      }
    }
    for (const [name, candidate] of Object.entries(candidates)) expectValues(name, await candidate.output());
    return {
      backend: device ? 'webgpu' : 'wasm',
      size,
      threads,
      rounds,
      litevaeMs: median(times.litevae),
      sdMs: median(times.sd),
      litevaeOverSd: median(times.litevae.map((ours, round) => ours / (times.sd[round] ?? NaN))),
      ...processorRatio(spent.litevae, spent.sd),
      ...(asked.litevae && asked.sd && { litevaeWork: asked.litevae, sdWork: asked.sd }),
    };
  } finally {
    resources?.destroy();
  }
}

type MakeDecoder = (
  session: Session,
  latent: TensorData,
  outputDims: readonly number[],
) => Pick<Candidate, 'decode' | 'output'>;

function gpuDecoder(device: GPUDevice, resources: GpuResources): MakeDecoder {
  return (session, latent, outputDims) => {
    const view = uploaded(resources, latent);
    const output = resources.tensor('BenchNetworks.output', outputDims);
    return {
      decode: async () => {
        await session.runOnGpu([view], output);
        await device.queue.onSubmittedWorkDone();
      },
      output: () => resources.read(output),
    };
  };
}

const cpuDecoder: MakeDecoder = (session, latent) => {
  let output = new Float32Array();
  return {
    decode: async () => {
      output = (await session.runOnCpu([latent])).data as Float32Array<ArrayBuffer>;
    },
    output: async () => output,
  };
};

function uploaded(resources: GpuResources, { data, dims }: TensorData): TensorView {
  const view = resources.tensor('BenchNetworks.input', dims);
  resources.upload(view.buffer, new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  return view;
}

type MakeCandidate = (
  encoder: Session,
  decoder: Session,
  inputs: readonly TensorData[],
  latentChannels: number,
  outputDims: readonly number[],
) => Candidate;

function gpuCandidate(device: GPUDevice, resources: GpuResources): MakeCandidate {
  return (encoder, decoder, inputs, latentChannels, outputDims) => {
    const views = inputs.map((input) => uploaded(resources, input));
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

function medians(times: readonly NetworkTimes[]): NetworkTimes {
  const [last] = times.slice(-1);
  return {
    ...last,
    encoderMs: median(times.map((time) => time.encoderMs)),
    decoderMs: median(times.map((time) => time.decoderMs)),
  };
}

/** null where nobody can tell. */
type Spent = number | null;

/** ms, what was asked of the GPU meanwhile, and what its process computed meanwhile. */
async function clock(
  work: () => Promise<void>,
  gpu?: BenchGpu,
): Promise<{ ms: number; work?: GpuWork; processorMs: Spent }> {
  const meter = gpu && meterOf(gpu.device);
  const before = meter && { ...meter.work };
  const spentBefore = (await gpu?.processorMs()) ?? null;
  const started = performance.now();
  await work();
  const ms = performance.now() - started;
  const spentAfter = (await gpu?.processorMs()) ?? null;
  const processorMs = spentBefore === null || spentAfter === null ? null : spentAfter - spentBefore;
  return { ms, processorMs, ...(meter && before && { work: workBetween(before, meter.work) }) };
}

/** The ratio over all rounds together, since processor time comes in steps of 10 ms. */
function processorRatio(ours: readonly Spent[], others: readonly Spent[]): { processorRatio?: number } {
  const total = (spent: readonly Spent[]): number => spent.reduce<number>((sum, ms) => sum + (ms ?? NaN), 0);
  const ratio = total(ours) / total(others);
  return Number.isFinite(ratio) ? { processorRatio: ratio } : {};
}

/** A run that computed nothing would be fast. */
function expectValues(name: string, values: Float32Array): void {
  if (values.every((value) => value === 0) || values.some((value) => !Number.isFinite(value))) {
    throw new Error(`${name} returned zeros or values that are not numbers, so its time means nothing.`);
  }
}
