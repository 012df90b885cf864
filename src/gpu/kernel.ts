import { packParams, type Layout, type ParamSlots, type ParamValues } from './params';

export interface KernelSpec<L extends Layout> {
  /** Name of the pass class; also the label of everything that belongs to it. */
  readonly label: string;
  readonly code: string;
  readonly entryPoint: string;
  /** The struct `Params` at group 0, binding 0. */
  readonly params: L;
  /** Variables of group 1 in the order of their bindings. */
  readonly data: readonly string[];
  /** Number of the first binding, where an entry point uses only the later ones of its module. */
  readonly firstBinding?: number;
  readonly constants?: Readonly<Record<string, number>>;
}

/** One compiled compute shader. Group 0 holds the parameters of a run, group 1 the data. */
export class Kernel<L extends Layout> {
  readonly #device: GPUDevice;
  readonly #slots: ParamSlots;
  readonly #spec: KernelSpec<L>;
  readonly #pipeline: GPUComputePipeline;

  private constructor(device: GPUDevice, slots: ParamSlots, spec: KernelSpec<L>, pipeline: GPUComputePipeline) {
    this.#device = device;
    this.#slots = slots;
    this.#spec = spec;
    this.#pipeline = pipeline;
  }

  static async compile<L extends Layout>(
    device: GPUDevice,
    slots: ParamSlots,
    spec: KernelSpec<L>,
  ): Promise<Kernel<L>> {
    const { label, code, entryPoint, constants = {} } = spec;
    const module = device.createShaderModule({ label: `${label}.module`, code });
    const pipeline = await device.createComputePipelineAsync({
      label: `${label}.pipeline`,
      layout: 'auto',
      compute: { module, entryPoint, constants },
    });
    return new Kernel(device, slots, spec, pipeline);
  }

  /** Records one dispatch in a compute pass of its own. */
  encode(
    encoder: GPUCommandEncoder,
    params: ParamValues<L>,
    data: Readonly<Record<string, GPUBufferBinding>>,
    groups: readonly [number, number, number],
  ): void {
    const { label, firstBinding = 0 } = this.#spec;
    const entries = this.#spec.data.map((name, index) => {
      const resource = data[name];
      if (!resource) throw new Error(`${label} needs "${name}"`);
      return { binding: firstBinding + index, resource };
    });
    const uniform = this.#slots.bind(packParams(this.#spec.params, params));
    const bindGroups = [[{ binding: 0, resource: uniform }], entries].map((list, group) =>
      this.#device.createBindGroup({
        label: `${label}.group${group}`,
        layout: this.#pipeline.getBindGroupLayout(group),
        entries: list,
      }),
    );
    const pass = encoder.beginComputePass({ label });
    pass.setPipeline(this.#pipeline);
    bindGroups.forEach((bindGroup, group) => pass.setBindGroup(group, bindGroup));
    pass.dispatchWorkgroups(...groups);
    pass.end();
  }
}

/** Workgroups for a flat list of `groups`: two dimensions where one does not reach (65535 by default). */
export function linearGrid(device: GPUDevice, groups: number): [number, number, number] {
  const most = device.limits.maxComputeWorkgroupsPerDimension;
  const rows = Math.ceil(groups / most);
  return [Math.ceil(groups / rows), rows, 1];
}
