import { LabError } from '../../core/errors';
import { readsPicture, toNetworkLatent, toRange } from '../../core/model/contract';
import { ChannelStats } from '../../gpu/channel-stats';
import { ParamSlots } from '../../gpu/params';
import { readBack, type GpuResources, type TensorView } from '../../gpu/resources';
import type { GpuTransforms } from '../../gpu/transforms';
import {
  sizesOf,
  type LayerRuns,
  type LayerSession,
  type LayerTensor,
  type MeasuredLayer,
} from '../results/layer-runs';
import type { GpuResults } from './gpu-results';

/** Layers on the GPU: onnxruntime writes their tensors into our buffers, and only sums over their channels are read back. */
export class GpuLayers implements LayerRuns {
  readonly #device: GPUDevice;
  readonly #resources: GpuResources;
  readonly #transforms: GpuTransforms;
  readonly #results: GpuResults;
  #stats: Promise<ChannelStats> | undefined;

  constructor(device: GPUDevice, resources: GpuResources, transforms: GpuTransforms, results: GpuResults) {
    this.#device = device;
    this.#resources = resources;
    this.#transforms = transforms;
    this.#results = results;
  }

  async sizes(of: LayerSession): Promise<ReadonlyMap<string, readonly number[]>> {
    const room = new Room(this.#resources);
    try {
      const inputs = await room.reserve(() => this.#inputs(of, room));
      return sizesOf(await of.session.outputs(inputs));
    } finally {
      room.free();
    }
  }

  async measure(of: LayerSession, tensors: readonly LayerTensor[], kept?: LayerTensor): Promise<MeasuredLayer[]> {
    // Compiled when it is first needed.
    this.#stats ??= ChannelStats.create(this.#device, new ParamSlots(this.#device, this.#resources, 'GpuLayers'));
    const stats = await this.#stats;
    const room = new Room(this.#resources);
    try {
      const words = tensors.map(({ maps }) => ChannelStats.words(maps));
      const bytes = 4 * words.reduce((sum, count) => sum + count, 0);
      const { inputs, views, results, staging } = await room.reserve(() => ({
        inputs: this.#inputs(of, room),
        views: tensors.map(({ maps }) => room.tensor('layer', maps)),
        results: room.own(this.#resources.storage('GpuLayers.results', bytes)),
        staging: room.own(this.#resources.askedStaging('GpuLayers.staging', bytes)),
      }));
      const into = tensors.map(({ output, dims }, at) => [output, { buffer: (views[at] as TensorView).buffer, dims }]);
      await of.session.outputs(
        inputs,
        Object.fromEntries(into) as Record<string, { buffer: GPUBuffer; dims: number[] }>,
      );
      const starts = words.map((_, at) => words.slice(0, at).reduce((sum, count) => sum + count, 0));
      // One by one: parameters last for a submit, and there may be more layers than room for them.
      views.forEach((view, at) =>
        this.#submit('measure', (encoder) => stats.encode(encoder, view, results, starts[at] as number)),
      );
      this.#submit('copy', (encoder) => encoder.copyBufferToBuffer(results, 0, staging, 0, bytes));
      const read = new Uint32Array(await readBack(staging, bytes));
      const held = kept && views[tensors.indexOf(kept)];
      if (held) this.#results.putDerived('shown', 'layer', room.keep(held));
      return tensors.map(({ maps }, at) => {
        const { channels, nonFinite } = ChannelStats.parse(read, starts[at] as number, maps);
        // A channel without a finite value has no extremes.
        const sound = channels.map((each) => (each.min > each.max ? { ...each, min: 0, max: 0 } : each));
        return { channels: sound, nonFinite };
      });
    } finally {
      room.free();
    }
  }

  /** What the network read for the shown result; what had to be changed for it is made again, in room of its own. */
  #inputs({ part, model, edited }: LayerSession, room: Room): TensorView[] {
    const set = this.#results.get('shown');
    const [source, map] =
      part === 'decoder'
        ? [set.views.latent, toNetworkLatent(model)]
        : [set.views.padded, readsPicture(model) ? toRange(model) : null];
    if (part === 'encoder' && !readsPicture(model)) return [...set.bands('')];
    const remade = part === 'encoder' && edited;
    if (!remade && !map) return [source];
    const input = room.tensor('input', source.dims);
    this.#submit('input', (encoder) => {
      if (remade) this.#transforms.pyramidInverse(encoder, set.bands(''), input);
      else encoder.copyBufferToBuffer(source.buffer, source.byteOffset, input.buffer, 0, input.buffer.size);
      if (map) this.#transforms.affine(encoder, input, map);
    });
    return [input];
  }

  #submit(label: string, record: (encoder: GPUCommandEncoder) => void): void {
    const encoder = this.#device.createCommandEncoder({ label: `GpuLayers.${label}` });
    record(encoder);
    this.#device.queue.submit([encoder.finish()]);
  }
}

/** Buffers for the time of one run. */
class Room {
  readonly #resources: GpuResources;
  readonly #buffers = new Set<GPUBuffer>();

  constructor(resources: GpuResources) {
    this.#resources = resources;
  }

  /** @throws LabError 'out-of-memory' where the device has no room for what is made meanwhile */
  reserve<T>(make: () => T): Promise<T> {
    return this.#resources.reserve(make, () => new LabError('out-of-memory', NO_ROOM));
  }

  tensor(name: string, dims: readonly number[]): TensorView {
    const view = this.#resources.tensor(`GpuLayers.${name}`, dims);
    this.own(view.buffer);
    return view;
  }

  own(buffer: GPUBuffer): GPUBuffer {
    this.#buffers.add(buffer);
    return buffer;
  }

  /** Leaves a tensor to the caller. */
  keep(view: TensorView): TensorView {
    this.#buffers.delete(view.buffer);
    return view;
  }

  free(): void {
    for (const buffer of this.#buffers) this.#resources.free(buffer);
  }
}

const NO_ROOM = 'The GPU has no memory left for this layer. Lower the size limit and run again.';
