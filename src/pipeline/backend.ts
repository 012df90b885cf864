import { LabError, toErrorInfo, type ErrorCode } from '../core/errors';
import type { Geometry } from '../core/geometry';
import type { ModelEntry } from '../core/manifest';
import type { BackendInfo, BackendKind, Resources } from '../core/protocol';
import type { Settings } from '../core/settings';
import { requestGpu, type GpuHandle } from '../gpu/device';
import { meterOf } from '../gpu/meter';
import type { ModelStore } from '../inference/model-store';
import { liveSessions, Runtime } from '../inference/runtime';
import { CpuStages } from './cpu-stages';
import { GpuStages } from './gpu-stages';
import { buildNetworks, downloadNetworks, isSameModel, releaseNetworks, type NetworkFiles, type Networks } from './networks';
import type { Stages } from './stages';
import { unlessLost } from './unless-lost';

export interface BackendRequest {
  readonly settings: Settings;
  readonly model: ModelEntry;
  readonly modelsUrl: string;
  readonly store: ModelStore;
  /** Called once when the device is lost without dispose() having been asked for. */
  readonly onLost: (message: string) => void;
}

type Build = (model: ModelEntry, files: NetworkFiles) => Promise<Networks>;

/** What runs pictures: a device or the CPU, a model on it, at most one more for trials, and the stages. Owns all. */
export class Backend {
  readonly info: BackendInfo;
  readonly stages: Stages;
  readonly networks: Networks;
  readonly #build: Build;
  readonly #gpu: GpuHandle | undefined;
  readonly #asked: Settings['backend'];
  /** Of the last trial with another model. */
  #extra: Networks | undefined;
  /** Shapes that networks ran before; onnxruntime compiles shaders when it first meets one. */
  readonly #shapes = new WeakMap<Networks, Set<string>>();
  #disposed = false;

  constructor(
    info: BackendInfo, stages: Stages, networks: Networks, asked: Settings['backend'], build: Build, gpu?: GpuHandle,
  ) {
    this.info = info;
    this.stages = stages;
    this.networks = networks;
    this.#asked = asked;
    this.#build = build;
    this.#gpu = gpu;
  }

  get model(): ModelEntry {
    return this.networks.model;
  }

  get resources(): Resources {
    const meter = this.#gpu && meterOf(this.#gpu.device);
    return {
      gpuBytes: meter?.liveBytes ?? 0, gpuBuffers: meter?.liveBuffers ?? 0, gpuTextures: meter?.liveTextures ?? 0,
      sessions: liveSessions(),
    };
  }

  get disposed(): boolean {
    return this.#disposed;
  }

  fits({ backend }: Settings, model: ModelEntry): boolean {
    const sameBackend = backend === this.#asked || backend === this.info.backend;
    return sameBackend && isSameModel(model, this.model);
  }

  /** The networks of a model, if they are loaded here. */
  loaded(model: ModelEntry): Networks | undefined {
    return [this.networks, this.#extra].find((networks) => networks && isSameModel(networks.model, model));
  }

  /**
   * The networks of a model for a trial: those that are loaded, or new ones in place of the last extra model's.
   * @throws LabError as download() and Runtime.createSession do
   */
  async networksFor(model: ModelEntry, download: () => Promise<NetworkFiles>): Promise<Networks> {
    const known = this.loaded(model);
    if (known) return known;
    const files = await download();
    const before = this.#extra;
    this.#extra = undefined;
    if (before) await releaseNetworks(before);
    this.#extra = await unlessLost(() => this.#build(model, files), this.stages.lost);
    return this.#extra;
  }

  isNewShape(networks: Networks, geometry: Geometry): boolean {
    return !this.#shapes.get(networks)?.has(shapeKey(geometry));
  }

  rememberShape(networks: Networks, geometry: Geometry): void {
    const shapes = this.#shapes.get(networks) ?? new Set();
    this.#shapes.set(networks, shapes.add(shapeKey(geometry)));
  }

  destroyDevice(): void {
    this.#gpu?.device.destroy();
  }

  /** Frees everything; the loss of the device that this brings is not reported. */
  async dispose(): Promise<void> {
    this.#disposed = true;
    try {
      await Promise.all([this.networks, this.#extra].map((networks) => networks && releaseNetworks(networks)));
    } finally {
      await this.stages.dispose();
      this.#gpu?.device.destroy();
    }
  }
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
  const asked = request.settings.backend;
  if (asked === 'wasm') return openCpu(request, 'The CPU was chosen.');
  try {
    return await openGpu(request);
  } catch (error) {
    const { code, message } = toErrorInfo(error);
    if (asked === 'webgpu' || !GPU_FAULTS.includes(code)) throw error;
    return openCpu(request, message);
  }
}

/**
 * Failures of the GPU half, after which the CPU may still do. Not among them: downloads, which the CPU needs as well,
 * and a lost device, on which the runtime may still be waiting.
 */
const GPU_FAULTS: readonly ErrorCode[] = ['no-backend', 'model-unsupported', 'out-of-memory', 'internal'];

async function openGpu(request: BackendRequest): Promise<Backend> {
  const { settings, model, modelsUrl, store, onLost } = request;
  const api = (navigator as Partial<Pick<Navigator, 'gpu'>>).gpu;
  if (!api) throw new LabError('no-backend', 'This browser has no WebGPU.');
  const gpu = await requestGpu(api);
  // Counting starts here, so that the weights that onnxruntime puts on the device are counted, too.
  meterOf(gpu.device);
  let networks: Networks | undefined;
  try {
    const runtime = await sharedRuntime(store, 1);
    const build: Build = (each, files) => buildNetworks(each, files, runtime, gpu.device);
    const loading = downloadNetworks(model, modelsUrl, store).then((files) => build(model, files));
    // A session may never be built on a device that goes meanwhile.
    networks = await Promise.race([loading, gpu.lost.then((error) => { throw error; })]);
    const stages = await GpuStages.create(gpu);
    const info = describe('webgpu', gpu.adapterName, gpu.software, model, runtime);
    const backend = new Backend(info, stages, networks, settings.backend, build, gpu);
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

async function openCpu({ settings, model, modelsUrl, store }: BackendRequest, reason: string): Promise<Backend> {
  const runtime = await sharedRuntime(store, cpuThreads());
  const build: Build = (each, files) => buildNetworks(each, files, runtime);
  const networks = await build(model, await downloadNetworks(model, modelsUrl, store));
  const threads = runtime.threads;
  const adapter = `CPU, ${threads} thread${threads === 1 ? '' : 's'}`;
  const info = { ...describe('wasm', adapter, false, model, runtime), reason: `${reason} ${whyThreads(threads)}`.trim() };
  return new Backend(info, new CpuStages(), networks, settings.backend, build);
}

function whyThreads(threads: number): string {
  if (!self.crossOriginIsolated) return 'One thread: this server does not send the headers of cross-origin isolation.';
  return threads < cpuThreads() ? 'One thread: the GPU runs in this worker, too.' : '';
}

function describe(backend: BackendKind, adapter: string, software: boolean, model: ModelEntry, runtime: Runtime): BackendInfo {
  const { version: ort, threads } = runtime;
  return { backend, adapter, software, model: model.id, ort, threads, precision: 'fp32, weights stored as fp16' };
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

/** More than 4 threads gain little on these networks and take memory. */
function cpuThreads(): number {
  return self.crossOriginIsolated ? Math.max(1, Math.min(4, navigator.hardwareConcurrency)) : 1;
}

function shapeKey({ paddedWidth, paddedHeight }: Geometry): string {
  return `${paddedWidth}x${paddedHeight}`;
}
