import { PALETTES, paletteOf, type PaletteName } from '../core/view/palette-names';
import { LabError } from '../core/errors';
import { paletteTable } from '../core/view/palettes';
import type { Draw, ViewPlan } from '../core/view/view';
import { ParamSlots, packParams } from './params';
import { bindAnywhere, readBack, type GpuResources, type TensorView } from './resources';
import code from './view-renderer.wgsl?raw';

/** The most rectangles of one view: the grid of a latent has one for each channel, and settings name 256. */
const MOST_DRAWS = 512;

export const VIEW_PARAMS = {
  left: 'u32',
  top: 'u32',
  width: 'u32',
  height: 'u32',
  skip: 'u32',
  rows: 'u32',
  terms0: 'u32',
  terms1: 'u32',
  terms2: 'u32',
  termsStart: 'u32',
  transformKind: 'u32',
  palette: 'u32',
  step: 'u32',
  keepsMost: 'u32',
  clip: 'u32',
  floorAt: 'f32',
  low: 'f32',
  high: 'f32',
  offset0: 'f32',
  offset1: 'f32',
  offset2: 'f32',
} as const;

const TRANSFORMS: readonly Draw['transform'][] = ['none', 'absolute', 'square', 'exp-half'];
/** The palettes in the order of their tables; 0 in the shader stands for colours as they are. */
const TABLES: readonly PaletteName[] = [...new Set([...PALETTES.signed, ...PALETTES.amount])];
const FORMAT = 'rgba8unorm';
/** Room for the sparse rows of a plan; a plan of 64 latent channels needs 64. */
const TERMS = 4096;
const USAGE = { textureCopySrc: 1, renderAttachment: 16 } as const;

export type TensorLookup = (name: Draw['tensor']) => TensorView;

/** Draws view plans: one draw call a rectangle, straight from the tensors that the run left on the GPU. */
export class ViewRenderer {
  readonly #device: GPUDevice;
  readonly #resources: GpuResources;
  readonly #slots: ParamSlots;
  readonly #pipeline: GPURenderPipeline;
  readonly #terms: GPUBuffer;
  readonly #tables: GPUBuffer;
  #canvas: { readonly element: OffscreenCanvas; readonly context: GPUCanvasContext } | undefined;

  private constructor(device: GPUDevice, resources: GpuResources, pipeline: GPURenderPipeline) {
    this.#device = device;
    this.#resources = resources;
    this.#pipeline = pipeline;
    this.#slots = new ParamSlots(device, resources, 'ViewRenderer', MOST_DRAWS);
    this.#terms = resources.storage('ViewRenderer.terms', 8 * TERMS);
    const tables = TABLES.flatMap((name) => [...paletteTable(name)]);
    this.#tables = resources.storage('ViewRenderer.tables', tables.length);
    resources.upload(this.#tables, Uint8Array.from(tables));
  }

  static async create(device: GPUDevice, resources: GpuResources): Promise<ViewRenderer> {
    const module = device.createShaderModule({ label: 'ViewRenderer.module', code });
    const pipeline = await device.createRenderPipelineAsync({
      label: 'ViewRenderer.pipeline',
      layout: 'auto',
      vertex: { module, entryPoint: 'cover' },
      fragment: { module, entryPoint: 'paint', targets: [{ format: FORMAT }] },
    });
    return new ViewRenderer(device, resources, pipeline);
  }

  /** Draws for the page, where OffscreenCanvas exists. @throws LabError 'too-large' over the limit of textures. */
  renderView(plan: ViewPlan, tensors: TensorLookup): ImageBitmap {
    this.#checkSize(plan);
    const { element, context } = this.#openCanvas(plan);
    this.#draw(plan, tensors, context.getCurrentTexture());
    return element.transferToImageBitmap();
  }

  /** RGBA bytes, row by row: one readback. For export, and for tests where there is no canvas. */
  async renderPixels(plan: ViewPlan, tensors: TensorLookup): Promise<Uint8ClampedArray<ArrayBuffer>> {
    this.#checkSize(plan);
    const { width, height } = plan;
    const usage = USAGE.renderAttachment | USAGE.textureCopySrc;
    const texture = this.#device.createTexture({
      label: 'ViewRenderer.texture',
      format: FORMAT,
      size: [width, height],
      usage,
    });
    // Rows of a copy start at multiples of 256 bytes.
    const stride = Math.ceil((4 * width) / 256) * 256;
    const staging = this.#resources.askedStaging('ViewRenderer.staging', stride * height);
    try {
      this.#draw(plan, tensors, texture);
      const encoder = this.#device.createCommandEncoder({ label: 'ViewRenderer.copy' });
      encoder.copyTextureToBuffer({ texture }, { buffer: staging, bytesPerRow: stride }, [width, height]);
      this.#device.queue.submit([encoder.finish()]);
      const rows = new Uint8Array(await readBack(staging));
      const pixels = new Uint8ClampedArray(4 * width * height);
      for (let y = 0; y < height; y++) pixels.set(rows.subarray(y * stride, y * stride + 4 * width), 4 * width * y);
      return pixels;
    } finally {
      texture.destroy();
      this.#resources.free(staging);
    }
  }

  destroy(): void {
    this.#canvas?.context.unconfigure();
    this.#canvas = undefined;
    this.#slots.destroy();
    this.#resources.free(this.#terms);
    this.#resources.free(this.#tables);
  }

  #checkSize({ width, height }: ViewPlan): void {
    const most = this.#device.limits.maxTextureDimension2D;
    if (Math.max(width, height) <= most) return;
    throw new LabError(
      'too-large',
      `This view is ${width} x ${height}, and the GPU draws up to ${most}. Lower the size limit.`,
    );
  }

  #openCanvas({ width, height }: ViewPlan): { readonly element: OffscreenCanvas; readonly context: GPUCanvasContext } {
    if (!this.#canvas) {
      const element = new OffscreenCanvas(width, height);
      this.#canvas = { element, context: element.getContext('webgpu') as GPUCanvasContext };
    }
    const { element, context } = this.#canvas;
    if (element.width !== width) element.width = width;
    if (element.height !== height) element.height = height;
    // Firefox draws nothing, and says nothing, once the bitmap of the view before was taken out, until it is configured again.
    context.configure({ device: this.#device, format: FORMAT, alphaMode: 'premultiplied' });
    return this.#canvas;
  }

  #draw(plan: ViewPlan, tensors: TensorLookup, target: GPUTexture): void {
    const encoder = this.#device.createCommandEncoder({ label: 'ViewRenderer.draw' });
    const pass = encoder.beginRenderPass({
      label: 'ViewRenderer.pass',
      colorAttachments: [{ view: target.createView(), loadOp: 'clear', storeOp: 'store', clearValue: [0, 0, 0, 0] }],
    });
    pass.setPipeline(this.#pipeline);
    const terms: number[] = [];
    for (const draw of plan.draws) this.#drawRect(pass, draw, tensors(draw.tensor), terms);
    pass.end();
    if (terms.length > 2 * TERMS) throw new Error(`A view of ${terms.length / 2} terms is over ${TERMS}`);
    this.#resources.upload(this.#terms, new Uint8Array(Float32Array.from(terms).buffer));
    this.#device.queue.submit([encoder.finish()]);
  }

  /** Records one rectangle and appends its rows to the terms. */
  #drawRect(pass: GPURenderPassEncoder, draw: Draw, tensor: TensorView, terms: number[]): void {
    const [, , height, width] = tensor.dims as [number, number, number, number];
    const { binding, skip } = bindAnywhere(tensor);
    const termsStart = terms.length / 2;
    const ends = draw.rows.map((row) => {
      row.forEach((weight, channel) => {
        if (weight !== 0) terms.push(channel, weight);
      });
      return terms.length / 2;
    });
    const { x, y, width: columns, height: rows } = draw.rect;
    const [offset0 = 0, offset1 = 0, offset2 = 0] = draw.offsets ?? [];
    const palette = paletteOf(draw);
    const params = packParams(VIEW_PARAMS, {
      left: x,
      top: y,
      width,
      height,
      skip,
      rows: ends.length,
      terms0: ends[0] ?? 0,
      terms1: ends[1] ?? 0,
      terms2: ends[2] ?? 0,
      termsStart,
      transformKind: TRANSFORMS.indexOf(draw.transform),
      palette: palette ? TABLES.indexOf(palette) + 1 : 0,
      step: draw.step ?? 1,
      keepsMost: +(draw.map === 'signed'),
      clip: +(draw.clip ?? false),
      floorAt: draw.floor ?? 0,
      low: draw.low,
      high: draw.high,
      offset0,
      offset1,
      offset2,
    });
    const data = [binding, { buffer: this.#terms }, { buffer: this.#tables }];
    [[this.#slots.bind(params)], data].forEach((resources, group) => {
      const layout = this.#pipeline.getBindGroupLayout(group);
      const entries = resources.map((resource, index) => ({ binding: index, resource }));
      pass.setBindGroup(group, this.#device.createBindGroup({ label: `ViewRenderer.group${group}`, layout, entries }));
    });
    pass.setScissorRect(x, y, columns, rows);
    pass.draw(3);
  }
}
