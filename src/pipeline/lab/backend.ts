import type { RunPlan } from '../../core/tiles/run-plan';
import type { Geometry } from '../../core/math/geometry';
import type { ModelEntry } from '../../core/model/manifest';
import { precisionOf, type PrecisionChoice } from '../../core/model/precision';
import type { BackendInfo } from '../../core/backend-info';
import { aborted } from '../../core/errors';
import type { Resources } from '../../core/resources';
import type { Settings } from '../../core/settings/settings';
import type { GpuHandle } from '../../gpu/device';
import { meterOf } from '../../gpu/meter';
import { heapBytes } from '../../inference/heap';
import type { ApartGraph } from '../../core/model/onnx-weights';
import { liveSessions, type Session } from '../../inference/runtime';
import { FrameScaler } from '../picture/frame-scaler';
import { isSameModel, releaseNetworks, type NetworkFiles, type Networks } from './networks';
import type { Stages } from './stages';
import { unlessLost } from './unless-lost';

export type Build = (model: ModelEntry, files: NetworkFiles) => Promise<Networks>;
/** Makes a session of any graph on this backend. @throws LabError as Runtime.openGraph does */
export type OpenGraph = (
  graph: ApartGraph,
  contract: { readonly label: string; readonly inputs: readonly string[] },
) => Promise<Session>;
export type Choose = (model: ModelEntry) => PrecisionChoice;

type Asked = Pick<Settings, 'backend' | 'precision'>;

/** What runs pictures: a device or the CPU, a model on it, at most one more for trials, and the stages. Owns all. */
export class Backend {
  readonly info: BackendInfo;
  readonly stages: Stages;
  readonly networks: Networks;
  /** Which files of a model run here. @throws LabError as choosePrecision does */
  readonly choose: Choose;
  readonly openGraph: OpenGraph;
  readonly #build: Build;
  readonly #gpu: GpuHandle | undefined;
  readonly #asked: Asked;
  /** Null on the CPU. */
  readonly frames: FrameScaler | null;
  /** Networks of the last trial with another model. */
  #extra: Networks | undefined;
  /** Shapes that networks ran before; onnxruntime compiles shaders when it first meets one. */
  readonly #shapes = new WeakMap<Networks, Set<string>>();
  /** Sessions beside those of models, released with this. */
  readonly #owned: Session[] = [];
  #disposed = false;

  constructor(
    info: BackendInfo,
    stages: Stages,
    networks: Networks,
    asked: Asked,
    choose: Choose,
    build: Build,
    openGraph: OpenGraph,
    gpu?: GpuHandle,
  ) {
    this.info = info;
    this.stages = stages;
    this.networks = networks;
    this.#asked = asked;
    this.choose = choose;
    this.#build = build;
    this.openGraph = openGraph;
    this.#gpu = gpu;
    this.frames = gpu ? new FrameScaler(gpu.device) : null;
  }

  get model(): ModelEntry {
    return this.networks.model;
  }

  get resources(): Resources {
    const meter = this.#gpu && meterOf(this.#gpu.device);
    return {
      gpuBytes: meter?.liveBytes ?? 0,
      gpuBuffers: meter?.liveBuffers ?? 0,
      gpuTextures: meter?.liveTextures ?? 0,
      sessions: liveSessions(),
      heapBytes: heapBytes(),
    };
  }

  get disposed(): boolean {
    return this.#disposed;
  }

  fits({ backend, precision }: Settings, model: ModelEntry): boolean {
    const sameBackend = backend === this.#asked.backend || backend === this.info.backend;
    const samePrecision = precision === this.#asked.precision || precision === precisionOf(this.info);
    return sameBackend && samePrecision && isSameModel(model, this.model);
  }

  /** The networks of a model, if they are loaded here. */
  loaded(model: ModelEntry): Networks | undefined {
    return [this.networks, this.#extra].find((networks) => networks && isSameModel(networks.model, model));
  }

  /**
   * The networks of a model for a trial: those that are loaded, or new ones in place of the last extra model's.
   * @throws LabError as choose(), download() and Runtime.createSession do
   */
  async networksFor(model: ModelEntry, download: (files: PrecisionChoice) => Promise<NetworkFiles>): Promise<Networks> {
    const known = this.loaded(model);
    if (known) return known;
    const files = await download(this.choose(model));
    const before = this.#extra;
    this.#extra = undefined;
    if (before) await releaseNetworks(before);
    this.#extra = await unlessLost(() => this.#build(model, files), this.stages.lost);
    return this.#extra;
  }

  /** Takes a session over, to release it with itself. @throws LabError 'aborted' where this is gone; the session goes, too */
  own(session: Session): Session {
    if (this.#disposed) {
      void session.release().catch(() => undefined);
      throw aborted();
    }
    this.#owned.push(session);
    return session;
  }

  isNewShape(networks: Networks, geometry: Geometry, plan: RunPlan): boolean {
    return !this.#shapes.get(networks)?.has(shapeKey(geometry, plan));
  }

  rememberShape(networks: Networks, geometry: Geometry, plan: RunPlan): void {
    const shapes = this.#shapes.get(networks) ?? new Set();
    this.#shapes.set(networks, shapes.add(shapeKey(geometry, plan)));
  }

  destroyDevice(): void {
    this.#gpu?.device.destroy();
  }

  /** Frees everything; the loss of the device that this brings is not reported. */
  async dispose(): Promise<void> {
    this.#disposed = true;
    try {
      await Promise.all([
        ...[this.networks, this.#extra].map((networks) => networks && releaseNetworks(networks)),
        ...this.#owned.map((session) => session.release()),
      ]);
    } finally {
      await this.frames?.dispose();
      await this.stages.dispose();
      this.#gpu?.device.destroy();
    }
  }
}

function shapeKey({ paddedWidth, paddedHeight }: Geometry, { encoder, decoder }: RunPlan): string {
  const tiles = [encoder, decoder].map(
    (part) => part && `${part.grid.tiles[0]?.read.width}x${part.grid.tiles[0]?.read.height}`,
  );
  return [`${paddedWidth}x${paddedHeight}`, ...tiles].join();
}
