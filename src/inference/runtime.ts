import type * as Ort from 'onnxruntime-web';
import { ORT_WASM } from 'virtual:ort-wasm';
import { LabError } from '../core/errors';
import { WEIGHTS, type ApartGraph } from '../core/model/onnx-weights';
import { elementCount } from '../core/math/geometry';
import { SILENT_MS, withLimit } from '../core/limits';
import type { TensorData } from '../core/tensor';
import { explainCreation, explainRun } from './explain';
import { watchHeap } from './heap';
import type { ModelStore } from './model-store';
import { RunQueue } from './run-queue';

/** A whole GPU buffer that holds a float32 tensor from its first byte on. Borrowed: sessions never free it. */
export interface GpuTensor {
  readonly buffer: GPUBuffer;
  readonly dims: readonly number[];
}

/** What a graph without a contract gives: values, or sizes. */
export interface OutputData {
  readonly dims: number[];
  readonly data: Float32Array | BigInt64Array;
}

/** The names and the one output that a network of the manifest must have. */
export interface NetworkContract {
  readonly label: string;
  readonly inputs: readonly string[];
  readonly output: string;
  /** Channels of every input, and of the output; where it is absent, any number will do. */
  readonly channels?: { readonly in: number; readonly out: number };
}

let live = 0;

/** Sessions of this worker that were created and not yet released. */
export function liveSessions(): number {
  return live;
}

/** Both builds: a browser that learns to suspend WebAssembly changes from one to the other. */
export const RUNTIME_HASHES: readonly string[] = Object.values(ORT_WASM).map(({ sha256 }) => sha256);

/**
 * The only user of onnxruntime-web. One instance per worker: the library keeps global state, and its wasm
 * memory is given back only when the worker ends.
 */
export class Runtime {
  readonly #ort: typeof Ort;
  readonly #queue = new RunQueue();
  readonly build: 'jspi' | 'asyncify';
  readonly threads: number;

  private constructor(ort: typeof Ort, build: 'jspi' | 'asyncify', threads: number) {
    this.#ort = ort;
    this.build = build;
    this.threads = threads;
  }

  /**
   * Loads the jspi build where the browser can suspend WebAssembly, else asyncify. Both carry the WebGPU and the
   * wasm (CPU) execution provider.
   * @param threads of the wasm provider; more than 1 needs cross-origin isolation.
   */
  static async load(store: ModelStore, threads: number): Promise<Runtime> {
    const build = 'Suspending' in WebAssembly ? 'jspi' : 'asyncify';
    watchHeap();
    const file = ORT_WASM[build];
    const [ort, packed] = await Promise.all([
      // A worker that is started anew asks for it anew, in every browser.
      withLimit(
        build === 'jspi' ? import('onnxruntime-web/jspi') : import('onnxruntime-web/webgpu'),
        SILENT_MS,
        () => new Error('No answer.'),
      ).catch((cause: unknown) => {
        throw new LabError(
          'fetch-failed',
          'The ONNX runtime could not be loaded. Check the connection, then try again.',
          { cause },
        );
      }) as Promise<typeof Ort>,
      store.load({ ...file, url: new URL(file.url, self.location.href).href, label: 'the ONNX runtime' }),
    ]);
    ort.env.wasm.wasmBinary = await inflate(packed);
    ort.env.wasm.numThreads = threads;
    ort.env.logLevel = 'error';
    return new Runtime(ort, build, threads);
  }

  get version(): string {
    return `${this.#ort.env.versions.web ?? this.#ort.env.versions.common} ${this.build}`;
  }

  /**
   * @param device run on this GPU; on the CPU when absent. There is no silent fallback from one to the other.
   * @throws LabError 'model-corrupt' when the file is not an ONNX graph, 'model-unsupported' when the runtime or
   * the contract does not fit it.
   */
  async createSession(graph: ApartGraph, contract: NetworkContract, device?: GPUDevice): Promise<Session> {
    const made = new Session(this.#ort, await this.#create(graph, contract.label, device), this.#queue, contract);
    try {
      made.checkContract();
    } catch (error) {
      await made.release();
      throw error;
    }
    return made;
  }

  /** A graph of any number of outputs, for Session.outputs(). @throws LabError as createSession(), but for the contract */
  async openGraph(
    graph: ApartGraph,
    contract: Pick<NetworkContract, 'label' | 'inputs'>,
    device?: GPUDevice,
  ): Promise<Session> {
    const session = await this.#create(graph, contract.label, device);
    return new Session(this.#ort, session, this.#queue, { ...contract, output: '' });
  }

  async #create(
    { content, weights }: ApartGraph,
    label: string,
    device: GPUDevice | undefined,
  ): Promise<Ort.InferenceSession> {
    const provider: Ort.InferenceSession.ExecutionProviderConfig = device
      ? // Other modes keep buffers for every size that was ever met (docs/lifecycle.md, "Ownership").
        { name: 'webgpu', device, storageBufferCacheMode: 'lazyRelease' }
      : 'wasm';
    // Severity 3: errors. Warnings tell of shape arithmetic on the CPU, which is as it should be.
    const options = {
      executionProviders: [provider],
      logSeverityLevel: 3,
      ...(weights && { externalData: [{ path: WEIGHTS, data: weights }] }),
    } as const;
    const create = () => this.#ort.InferenceSession.create(content, options);
    const session = await this.#queue.add(create).catch((cause: unknown) => {
      throw explainCreation(cause, label);
    });
    live += 1;
    return session;
  }
}

/** One network, ready to run. Runs of all sessions of a runtime go through one queue. */
export class Session {
  readonly #ort: typeof Ort;
  readonly #session: Ort.InferenceSession;
  readonly #queue: RunQueue;
  readonly #contract: NetworkContract;

  constructor(ort: typeof Ort, session: Ort.InferenceSession, queue: RunQueue, contract: NetworkContract) {
    this.#ort = ort;
    this.#session = session;
    this.#queue = queue;
    this.#contract = contract;
  }

  checkContract(): void {
    const { label, inputs, output, channels } = this.#contract;
    const { inputNames, outputNames, inputMetadata, outputMetadata } = this.#session;
    const sameInputs = inputNames.length === inputs.length && inputs.every((name) => inputNames.includes(name));
    if (!sameInputs || outputNames.length !== 1 || outputNames[0] !== output) {
      throw new LabError(
        'model-unsupported',
        `${label} should take ${inputs.join(', ')} and give ${output}, but it takes ${inputNames.join(', ')} and gives ${outputNames.join(', ')}.`,
      );
    }
    if (!channels) return;
    for (const value of [...inputMetadata, ...outputMetadata]) {
      const wanted = value.name === output ? channels.out : channels.in;
      // A graph may leave a size open, or have none written down; then the run tells. A size without a name comes as -1, unsigned.
      const [, found] = value.isTensor ? value.shape : [];
      const isOpen = typeof found !== 'number' || found < 0 || found === 2 ** 32 - 1;
      if (value.isTensor && value.type === 'float32' && (isOpen || found === wanted)) continue;
      const what = value.isTensor ? `${found} of ${value.type}` : 'no tensor';
      throw new LabError(
        'model-unsupported',
        `${label} should have ${wanted} channels of float32 in ${value.name}, but it has ${what}.`,
      );
    }
  }

  /** Reads and writes GPU buffers in place; nothing is copied to the CPU. Resolves when the work is submitted. */
  async runOnGpu(inputs: readonly GpuTensor[], output: GpuTensor): Promise<void> {
    const fetches = { [this.#contract.output]: this.#tensorOf(output) };
    await this.#run(this.#feeds(inputs.map((input) => this.#tensorOf(input))), fetches);
  }

  /**
   * @param dims of the output; absent, any height and width will do
   * @throws LabError 'model-unsupported' for an output of another shape or type
   */
  async runOnCpu(inputs: readonly TensorData[], dims?: readonly number[]): Promise<TensorData> {
    const results = await this.#run(this.#feeds(inputs.map((input) => this.#tensorOf(input))));
    const output = results[this.#contract.output];
    if (!(output?.data instanceof Float32Array)) {
      throw new LabError('model-unsupported', `${this.#contract.label} does not give float32 values.`);
    }
    const { label, channels, output: name } = this.#contract;
    if (channels && output.dims[1] !== channels.out) {
      throw new LabError(
        'model-unsupported',
        `${label} gives ${output.dims[1]} channels of ${name} in place of ${channels.out}.`,
      );
    }
    if (dims && output.dims.join() !== dims.join()) {
      const [found, wanted, read] = [output.dims, dims, inputs[0]?.dims ?? []].map((each) => `[${each.join(', ')}]`);
      throw new LabError(
        'model-unsupported',
        `${label} should make ${name} ${wanted} of ${read}, but it makes ${found}.`,
      );
    }
    return { dims: [...output.dims], data: output.data };
  }

  /**
   * Every output by its name, of float32 or int64.
   * @param into buffers of the very sizes of the outputs, which stay on the GPU then; without it they come to the CPU
   */
  async outputs(
    inputs: readonly (GpuTensor | TensorData)[],
    into?: Readonly<Record<string, GpuTensor>>,
  ): Promise<Readonly<Record<string, OutputData>>> {
    const fetches = into && Object.fromEntries(Object.entries(into).map(([name, to]) => [name, this.#tensorOf(to)]));
    const made = await this.#run(this.#feeds(inputs.map((input) => this.#tensorOf(input))), fetches);
    if (into) return {};
    return Object.fromEntries(
      Object.entries(made).map(([name, { dims, data }]) => [
        name,
        { dims: [...dims], data: data as OutputData['data'] },
      ]),
    );
  }

  release(): Promise<void> {
    return this.#queue.add(async () => {
      await this.#session.release();
      live -= 1;
    });
  }

  #tensorOf(tensor: GpuTensor | TensorData): Ort.Tensor {
    const dims = [...tensor.dims];
    return 'buffer' in tensor
      ? this.#ort.Tensor.fromGpuBuffer(tensor.buffer, { dataType: 'float32', dims })
      : new this.#ort.Tensor('float32', tensor.data, dims);
  }

  #feeds(tensors: readonly Ort.Tensor[]): Record<string, Ort.Tensor> {
    return Object.fromEntries(this.#contract.inputs.map((name, index) => [name, tensors[index] as Ort.Tensor]));
  }

  async #run(
    feeds: Record<string, Ort.Tensor>,
    fetches?: Record<string, Ort.Tensor>,
  ): Promise<Ort.InferenceSession.OnnxValueMapType> {
    const run = () => (fetches ? this.#session.run(feeds, fetches) : this.#session.run(feeds));
    return this.#queue.add(run).catch((cause: unknown) => {
      const shapes = Object.entries(feeds).map(([name, tensor]) => `${name} [${tensor.dims.join(', ')}]`);
      throw explainRun(
        cause,
        this.#contract.label,
        shapes.join(', '),
        Object.values(feeds).map((tensor) => elementCount(tensor.dims)),
      );
    });
  }
}

async function inflate(content: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  const stream = new Blob([content]).stream().pipeThrough(new DecompressionStream('gzip'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}
