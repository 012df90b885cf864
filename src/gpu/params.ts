import type { GpuResources } from './resources';

/** Types of the fields of a uniform struct, as WGSL spells them. */
export type FieldType = 'u32' | 'f32' | `array<vec4f, ${number}>`;
/** Fields in the order of the struct `Params` in the shader; a test compares the two. */
export type Layout = Readonly<Record<string, FieldType>>;

export type ParamValues<L extends Layout> = {
  readonly [K in keyof L]: L[K] extends 'u32' | 'f32' ? number : readonly number[];
};

/** Room for one struct. Offsets of bindings must be multiples of 256. */
const SLOT_BYTES = 512;
/** Enough for a run; a whole run with its views uses about 50. */
const SLOTS = 128;

/** Writes the values of a struct by the rules of WGSL's uniform address space. */
export function packParams<L extends Layout>(layout: L, values: ParamValues<L>): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(SLOT_BYTES);
  const view = new DataView(bytes.buffer);
  let offset = 0;
  for (const [name, type] of Object.entries(layout)) {
    const value = values[name] as number | readonly number[];
    if (typeof value === 'number') {
      if (type === 'u32') view.setUint32(offset, value, true);
      else view.setFloat32(offset, value, true);
      offset += 4;
    } else {
      offset = Math.ceil(offset / 16) * 16;
      value.forEach((item, index) => view.setFloat32(offset + 4 * index, item, true));
      offset += 16 * Number(/\d+(?=>$)/.exec(type)?.[0]);
    }
  }
  if (offset > SLOT_BYTES) throw new Error(`A struct of ${offset} bytes does not fit its slot`);
  return bytes.subarray(0, Math.ceil(offset / 16) * 16);
}

/**
 * Uniform structs in the slots of one buffer. Equal contents share a slot, so that a run of a known shape writes
 * nothing; the slot that was not used for the longest time is written anew. More different structs than slots
 * between two submits would overwrite each other.
 */
export class ParamSlots {
  readonly #device: GPUDevice;
  readonly #resources: GpuResources;
  readonly #count: number;
  readonly #buffer: GPUBuffer;
  /** Maps contents to a slot number; the one used last stands at the end. */
  readonly #slots = new Map<string, number>();

  constructor(device: GPUDevice, resources: GpuResources, owner: string, count = SLOTS) {
    this.#count = count;
    this.#device = device;
    this.#resources = resources;
    this.#buffer = resources.uniform(`${owner}.params`, count * SLOT_BYTES);
  }

  /** Valid in everything that is submitted after this call. */
  bind(bytes: Uint8Array<ArrayBuffer>): GPUBufferBinding {
    const key = String.fromCharCode(...bytes);
    let slot = this.#slots.get(key);
    if (slot === undefined) {
      slot = this.#slots.size;
      if (slot === this.#count) {
        const [oldest, reused] = this.#slots.entries().next().value as [string, number];
        this.#slots.delete(oldest);
        slot = reused;
      }
      this.#device.queue.writeBuffer(this.#buffer, slot * SLOT_BYTES, bytes);
    } else {
      this.#slots.delete(key);
    }
    this.#slots.set(key, slot);
    return { buffer: this.#buffer, offset: slot * SLOT_BYTES, size: bytes.byteLength };
  }

  destroy(): void {
    this.#resources.free(this.#buffer);
  }
}
