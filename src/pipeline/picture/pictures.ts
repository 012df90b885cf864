import { bitmapOf } from '../../core/bitmap-of';
import { LabError } from '../../core/errors';
import { TILE } from '../../core/math/bands';
import { NO_PICTURE } from '../../core/missing';
import { geometryOf, type Geometry } from '../../core/math/geometry';
import { paddingOf } from '../../core/model/contract';
import type { ModelEntry } from '../../core/model/manifest';
import { shapeText, type GivenLatent } from '../../core/picture/given-latent';
import type { PictureInfo, PictureSource } from '../../core/picture/picture';
import type { RenderedView } from '../../core/protocol';
import type { DecodeSettings, Settings } from '../../core/settings/settings';
import { decodePicture } from './decode-picture';
import type { RunSource } from '../lab/stages';
import type { FrameScaler } from './frame-scaler';
import { paddingNote } from './picture-notes';

/** What runs begin at. */
export interface Picture extends RunSource {
  readonly source: PictureSource;
  readonly info: PictureInfo;
  /** The settings that decoding depends on, to see when it must be done again. */
  readonly key: string;
  /** Under a latent: the picture that was opened with it, whatever its size. */
  readonly beneath?: PixelPicture | null;
}

type Sides = Pick<ModelEntry, 'downscale' | 'multiple'>;

/** A picture that is encoded, or compared with. */
export interface PixelPicture extends Picture {
  readonly pixels: Uint8ClampedArray<ArrayBuffer>;
}

export interface DecodeHow {
  readonly isCurrent?: () => boolean;
  /** Exactly this size, whatever maxSide says: scaled to cover it, the rest cut off evenly. */
  readonly cover?: Geometry;
  /** What scales frames of a camera or video. */
  readonly frames?: FrameScaler | null;
}

/** @throws LabError as decodePicture does */
export async function decode(source: PictureSource, settings: Settings, how: DecodeHow = {}): Promise<Picture> {
  const { latent } = source;
  if (!latent) return decodePixels(source, settings, how);
  const beneath = source.data ? await decodePixels(source, settings, how) : null;
  return overPicture({ source, latent, key: decodeKey(settings), beneath });
}

/** @throws LabError as decodePicture does */
export async function decodePixels(
  source: PictureSource,
  settings: Settings,
  { isCurrent, cover, frames }: DecodeHow = {},
): Promise<PixelPicture> {
  const { data, name, madeFrom, side } = source;
  if (!data) throw noPicture();
  const options = {
    ...settings,
    ...(madeFrom && { bitmapFormat: madeFrom.format }),
    ...(cover && { cover }),
    ...(side && { maxSide: Math.min(side, settings.maxSide), ...(frames && { frames }) }),
  };
  const decoded = await decodePicture(data, name, options, isCurrent);
  const info = madeFrom ? { ...decoded.info, fileBytes: madeFrom.bytes } : decoded.info;
  const picture = {
    source,
    pixels: decoded.pixels,
    geometry: geometryOf(info.width, info.height),
    info,
    key: decodeKey(settings, cover),
  };
  return cover ? paddedTo(picture, cover) : picture;
}

/** The picture as a model reads it: padded to what it needs. The very same one where it is that already. */
export function paddedFor(picture: Picture, model: Sides): Picture {
  const { latent, beneath = null } = picture;
  if (latent) {
    const over = overPicture({ ...picture, latent, beneath }, model);
    return isSameSize(over.geometry, picture.geometry) && over.pixels === picture.pixels ? picture : over;
  }
  const multiple = paddingOf(model);
  return paddedTo(picture, geometryOf(picture.info.width, picture.info.height, multiple), multiple);
}

/**
 * A latent, with the picture beneath it where that has the size of the decoded latent once it is padded. What the latent
 * decodes to has then the size of the picture, else that of all its cells.
 */
function overPicture(
  {
    source,
    latent,
    key,
    beneath,
  }: Pick<Picture, 'source' | 'key'> & {
    readonly latent: GivenLatent;
    readonly beneath: PixelPicture | null;
  },
  model: Sides = { downscale: TILE },
): Picture {
  const { dims, units, data, name } = latent;
  const multiple = paddingOf(model);
  const [width, height] = [model.downscale * (dims[3] as number), model.downscale * (dims[2] as number)];
  const under = beneath && paddedTo(beneath, geometryOf(beneath.info.width, beneath.info.height, multiple), multiple);
  const fits = under?.geometry.paddedWidth === width && under.geometry.paddedHeight === height ? under : null;
  const geometry = fits?.geometry ?? geometryOf(width, height);
  const info: PictureInfo = {
    name,
    format: 'latent',
    fileBytes: data.byteLength,
    sourceWidth: width,
    sourceHeight: height,
    ...geometry,
    notes: [{ code: 'latent', text: latentNote(latent, beneath, fits !== null) }],
    decodeMs: 0,
    latent: { dims, units, beside: fits?.info.name ?? null },
  };
  return { source, pixels: fits?.pixels ?? null, latent, geometry, info, key, beneath };
}

function latentNote({ dims }: GivenLatent, beneath: PixelPicture | null, fits: boolean): string {
  const began = `The run begins at a latent of ${shapeText(dims.slice(1))}, and no encoder runs.`;
  if (!beneath) return began;
  return fits
    ? `${began} What it decodes to is compared with ${beneath.info.name}.`
    : `${began} ${beneath.info.name} has another size (${beneath.info.width} × ${beneath.info.height}), so it is not compared.`;
}

function isSameSize(one: Geometry, other: Geometry): boolean {
  return (Object.keys(one) as (keyof Geometry)[]).every((side) => one[side] === other[side]);
}

function paddedTo<T extends Picture>(picture: T, geometry: Geometry, multiple?: number): T {
  const { paddedWidth, paddedHeight } = geometry;
  if (picture.geometry.paddedWidth === paddedWidth && picture.geometry.paddedHeight === paddedHeight) return picture;
  const notes = [...picture.info.notes.filter(({ code }) => code !== 'padded'), ...paddingNote(geometry, multiple)];
  return { ...picture, geometry, info: { ...picture.info, paddedWidth, paddedHeight, notes } };
}

export function decodeKey({ maxSide, scaling, matte }: DecodeSettings, cover?: Geometry): string {
  return `${cover ? Object.values(cover).join('x') : maxSide} ${scaling} ${matte}`;
}

/** A bitmap that the page sent is the worker's to close; a file needs nothing. */
export function closeSource(source: PictureSource | null | undefined): void {
  if (source?.data instanceof ImageBitmap) source.data.close();
}

/** The picture as it was decoded: there before any run. */
export async function inputView(
  { pixels, geometry: { width, height } }: PixelPicture,
  job: number,
): Promise<RenderedView> {
  const rect = { x: 0, y: 0, width, height };
  const bitmap = await bitmapOf(new ImageData(pixels, width, height));
  return { bitmap, legends: [{ label: 'Input', map: 'rgb', low: -1, high: 1, rect }], job };
}

/** @throws LabError 'no-picture' where runs begin at a latent that no picture of its size is compared with */
export function withPixels(picture: Picture): PixelPicture {
  const { pixels } = picture;
  if (!pixels) throw new LabError('no-picture', `${NO_PICTURE} Open one of the same size to compare with.`);
  return { ...picture, pixels };
}

export function noPicture(): LabError {
  return new LabError('no-picture', 'There is no picture. Open one first.');
}
