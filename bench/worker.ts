import { requestGpu } from '../src/gpu/device';
import { ModelStore } from '../src/inference/model-store';
import { Runtime } from '../src/inference/runtime';
import { GpuTimer } from './gpu-timer';
import { benchHaar } from './haar';
import { benchDecoders, benchNetworks, loadContestants } from './networks';
import type { DecoderRow, HaarRow, NetworkRow, Report } from './report';

export interface BenchRequest {
  readonly part: 'webgpu' | 'wasm';
  readonly modelsUrl: string;
  /** Answers each message with the processor time of the GPU's process in ms, or null. */
  readonly processor: MessagePort;
}

export type BenchPart = Omit<Report, 'browser'>;

export type BenchMessage = { readonly progress: string } | { readonly part: BenchPart } | { readonly failure: string };

const HAAR_SIZES = [512, 1024, 2048];
/** Seconds a run in software, milliseconds on a GPU: so more of it there. */
const SOFTWARE = { haarRounds: 15, rounds: 5, sizes: [64], decoder: { size: 16, rounds: 3 } };
const HARDWARE = { haarRounds: 21, rounds: 21, sizes: [64, 256, 512], decoder: { size: 256, rounds: 11 } };
const WASM = { rounds: 9, sizes: [256], decoder: { size: 128, rounds: 5 } };
const MOST_THREADS = 4;

const post = (message: BenchMessage) => self.postMessage(message);
const progress = (text: string) => post({ progress: text });
const newStore = () =>
  new ModelStore(
    () => undefined,
    () => undefined,
  );

async function benchWebGpu({ modelsUrl, processor }: BenchRequest): Promise<BenchPart> {
  const gpu = await requestGpu(navigator.gpu);
  const ask = (): Promise<number | null> =>
    new Promise((resolve) => {
      processor.onmessage = ({ data }: MessageEvent<number | null>) => resolve(data);
      processor.postMessage(null);
    });
  // A real GPU computes elsewhere.
  const measured = { device: gpu.device, processorMs: gpu.software ? ask : () => Promise.resolve(null) };
  const timer = new GpuTimer(gpu.device);
  const plan = gpu.software ? SOFTWARE : HARDWARE;
  const haar: HaarRow[] = [];
  for (const size of HAAR_SIZES) {
    progress(`Haar forward, ${size} x ${size}`);
    haar.push(await benchHaar(gpu.device, timer, size, plan.haarRounds));
  }
  progress('loading networks for WebGPU');
  // onnxruntime's WebGPU provider was seen to hang with two threads.
  const runtime = await Runtime.load(newStore(), 1);
  const contestants = await loadContestants(modelsUrl, newStore(), runtime, gpu.device);
  const networks: NetworkRow[] = [];
  for (const size of plan.sizes) {
    progress(`networks, WebGPU, ${size} px`);
    networks.push(await benchNetworks(contestants, size, plan.rounds, 1, measured));
  }
  const { size, rounds } = plan.decoder;
  progress(`decoders, WebGPU, ${size} px`);
  const decoders: DecoderRow[] = [await benchDecoders(contestants, size, rounds, 1, measured)];
  return {
    adapter: gpu.adapterName,
    software: gpu.software,
    timing: timer.method,
    runtime: runtime.version,
    haar,
    networks,
    decoders,
  };
}

async function benchWasm({ modelsUrl }: BenchRequest): Promise<BenchPart> {
  const threads = self.crossOriginIsolated ? Math.min(MOST_THREADS, navigator.hardwareConcurrency) : 1;
  progress('loading networks for wasm');
  const runtime = await Runtime.load(newStore(), threads);
  const contestants = await loadContestants(modelsUrl, newStore(), runtime);
  const networks: NetworkRow[] = [];
  for (const size of WASM.sizes) {
    progress(`networks, wasm, ${size} px`);
    networks.push(await benchNetworks(contestants, size, WASM.rounds, threads));
  }
  const { size, rounds } = WASM.decoder;
  progress(`decoders, wasm, ${size} px`);
  const decoders = [await benchDecoders(contestants, size, rounds, threads)];
  return {
    adapter: 'CPU',
    software: false,
    timing: 'the clock',
    runtime: runtime.version,
    haar: [],
    networks,
    decoders,
  };
}

self.addEventListener('message', ({ data }: MessageEvent<BenchRequest>) => {
  const run = data.part === 'webgpu' ? benchWebGpu : benchWasm;
  run(data).then(
    (part) => post({ part }),
    (error: unknown) => post({ failure: error instanceof Error ? error.message : String(error) }),
  );
});
