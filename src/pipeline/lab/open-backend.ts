import type { Waits } from '../../core/waits';
import { LabError, toErrorInfo, type ErrorCode } from '../../core/errors';
import type { ModelEntry } from '../../core/model/manifest';
import {
  choosePrecision,
  PRECISION_TEXT,
  withoutHalf,
  type HalfVerdicts,
  type PrecisionChoice,
} from '../../core/model/precision';
import type { BackendInfo } from '../../core/backend-info';
import type { BackendKind, Precision } from '../../core/backend-kind';
import type { Settings } from '../../core/settings/settings';
import { requestGpu } from '../../gpu/device';
import { meterOf } from '../../gpu/meter';
import type { ModelStore } from '../../inference/model-store';
import { Runtime } from '../../inference/runtime';
import { CpuStages } from '../cpu/cpu-stages';
import { GpuStages } from '../gpu/gpu-stages';
import { buildNetworks, downloadNetworks, releaseNetworks, type Networks } from './networks';
import { pixelFacts } from '../picture/pixel-check';
import { cpuThreads, whyThreads } from './threads';
import { Backend, type Build, type Choose, type OpenGraph } from './backend';

export interface BackendRequest {
  readonly settings: Settings;
  readonly model: ModelEntry;
  readonly modelsUrl: string;
  readonly store: ModelStore;
  readonly verdicts: HalfVerdicts;
  readonly waits: Waits;
  /** Called once when the device is lost without dispose() having been asked for. */
  readonly onLost: (message: string) => void;
}

/**
 * Tries WebGPU first unless the CPU was asked for, and says why when it is not used.
 * @throws LabError 'insecure-origin' where a browser hides WebGPU and hashing, 'no-backend' when WebGPU was asked
 * for and is not there, and whatever loading a model can throw
 */
export async function openBackend(request: BackendRequest): Promise<Backend> {
  if (!self.isSecureContext) {
    throw new LabError(
      'insecure-origin',
      `This page came over an insecure address (${self.location.origin}), where browsers allow neither WebGPU nor the check of model files. Open it over https, or on localhost.`,
    );
  }
  const { backend: asked, precision } = request.settings;
  if (asked === 'wasm') return openCpu(request, 'The CPU was chosen.');
  try {
    return await openGpu(request);
  } catch (error) {
    const { code, message } = toErrorInfo(error);
    // fp16 runs on the GPU alone, so who chose it chose the GPU.
    if (asked === 'webgpu' || precision === 'fp16' || !GPU_FAULTS.includes(code)) throw error;
    return openCpu(request, message);
  }
}

/**
 * Failures of the GPU half, after which the CPU may still do. Not among them: downloads, which the CPU needs as well,
 * and a lost device, on which the runtime may still be waiting.
 */
const GPU_FAULTS: readonly ErrorCode[] = ['no-backend', 'model-unsupported', 'out-of-memory', 'internal'];

async function openGpu(request: BackendRequest): Promise<Backend> {
  const { settings, model, store, waits, onLost } = request;
  const api = (navigator as Partial<Pick<Navigator, 'gpu'>>).gpu;
  if (!api) throw new LabError('no-backend', 'This browser has no WebGPU.');
  const gpu = await waits.during('gpu', requestGpu(api));
  // Counting starts here, so that the weights that onnxruntime puts on the device are counted, too.
  meterOf(gpu.device);
  let networks: Networks | undefined;
  try {
    const runtime = await waits.during('runtime', sharedRuntime(store, 1));
    const build: Build = (each, files) => waits.during('shaders', buildNetworks(each, files, runtime, gpu.device));
    const adapter = gpu.adapterName;
    const choose = chooser(request, 'webgpu', adapter, runtime, gpu.features.has('shader-f16'));
    const loading = loadChosen(request, choose(model), build);
    // A session may never be built on a device that goes meanwhile.
    const lost = gpu.lost.then((error) => {
      throw error;
    });
    const loaded = await Promise.race([loading, lost]);
    networks = loaded.networks;
    const stages = await waits.during('shaders', Promise.race([GpuStages.create(gpu), lost]));
    const info = {
      ...describe('webgpu', adapter, gpu.software, model, runtime, loaded.choice),
      largestBuffer: stages.largestBuffer,
      pixels: await pixelFacts(),
    };
    const openGraph: OpenGraph = (graph, contract) => runtime.openGraph(graph, contract, gpu.device);
    const backend = new Backend(info, stages, networks, settings, choose, build, openGraph, gpu);
    void gpu.lost.then(({ message }) => {
      if (!backend.disposed) onLost(message);
    });
    return backend;
  } catch (error) {
    // Our shaders may fail where the networks did not. What releasing them says matters less than that failure.
    if (networks) await releaseNetworks(networks).catch(() => undefined);
    gpu.device.destroy();
    throw error;
  }
}

async function openCpu(request: BackendRequest, reason: string): Promise<Backend> {
  const { settings, model, store, waits } = request;
  const runtime = await waits.during('runtime', sharedRuntime(store, cpuThreads()));
  const build: Build = (each, files) => waits.during('networks', buildNetworks(each, files, runtime));
  const threads = runtime.threads;
  const adapter = `CPU, ${threads} thread${threads === 1 ? '' : 's'}`;
  const choose = chooser(request, 'wasm', adapter, runtime, false);
  const { networks, choice } = await loadChosen(request, choose(model), build);
  const stages = new CpuStages();
  const { largestBuffer } = stages;
  const info = {
    ...describe('wasm', adapter, false, model, runtime, choice),
    largestBuffer,
    reason: `${reason} ${whyThreads(threads)}`.trim(),
    pixels: await pixelFacts(),
  };
  const openGraph: OpenGraph = (graph, contract) => runtime.openGraph(graph, contract);
  return new Backend(info, stages, networks, settings, choose, build, openGraph);
}

function chooser(
  { settings, verdicts }: BackendRequest,
  backend: BackendKind,
  adapter: string,
  { version: ort }: Runtime,
  shaderF16: boolean,
): Choose {
  return (model) => choosePrecision({ asked: settings.precision, model, backend, adapter, ort, shaderF16, verdicts });
}

/** The chosen files; where fp16 was taken of its own accord and cannot be loaded, those of fp32, and why. */
async function loadChosen(
  { settings, model, modelsUrl, store, waits }: BackendRequest,
  choice: PrecisionChoice,
  build: Build,
): Promise<{ networks: Networks; choice: PrecisionChoice }> {
  const load = async (each: PrecisionChoice) => ({
    networks: await build(model, await waits.during('model', downloadNetworks(model, modelsUrl, store, each))),
    choice: each,
  });
  if (choice.precision === 'fp32' || settings.precision === 'fp16') return load(choice);
  return load(choice).catch((error: unknown) => load(withoutHalf(model, toErrorInfo(error).message)));
}

function describe(
  backend: BackendKind,
  adapter: string,
  software: boolean,
  model: ModelEntry,
  runtime: Runtime,
  choice: PrecisionChoice,
): Omit<BackendInfo, 'pixels'> {
  const { version: ort, threads } = runtime;
  const { precision, reason: precisionReason, half } = choice;
  return {
    backend,
    adapter,
    software,
    model: model.id,
    ort,
    threads,
    precision: textOf(precision, model, backend),
    precisionReason,
    half,
  };
}

function textOf(precision: Precision, { weights, computes }: ModelEntry, backend: BackendKind): string {
  if (computes === 'float16' && backend === 'webgpu') return 'fp16, as the files of this model have it';
  return precision === 'fp32' && weights === 'fp32' ? 'fp32' : PRECISION_TEXT[precision];
}

let runtimeInLoading: Promise<Runtime> | undefined;

/**
 * One runtime a worker, since it keeps global state; a failed download can be tried again. The first call fixes the
 * number of threads. WebGPU gets one: with two, onnxruntime's WebGPU provider has been seen to hang.
 */
function sharedRuntime(store: ModelStore, threads: number): Promise<Runtime> {
  runtimeInLoading ??= Runtime.load(store, threads).catch((error: unknown) => {
    runtimeInLoading = undefined;
    throw error;
  });
  return runtimeInLoading;
}
