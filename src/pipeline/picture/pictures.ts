import { bitmapOf } from '../../core/bitmap-of';
import { LabError } from '../../core/errors';
import { geometryOf, type Geometry } from '../../core/math/geometry';
import type { ModelEntry } from '../../core/model/manifest';
import type { PictureInfo, PictureSource } from '../../core/picture/picture';
import type { RenderedView } from '../../core/protocol';
import type { DecodeSettings, Settings } from '../../core/settings/settings';
import { decodePicture } from './decode-picture';
import type { FrameScaler } from './frame-scaler';
import { paddingNote } from './picture-notes';

export interface Picture {
  readonly source: PictureSource;
  readonly pixels: Uint8ClampedArray<ArrayBuffer>;
  readonly geometry: Geometry;
  readonly info: PictureInfo;
  /** The settings that decoding depends on, to see when it must be done again. */
  readonly key: string;
}

export interface DecodeHow {
  readonly isCurrent?: () => boolean;
  /** Exactly this size, whatever maxSide says: scaled to cover it, the rest cut off evenly. */
  readonly cover?: Geometry;
  /** What scales frames of a camera or video. */
  readonly frames?: FrameScaler | null;
}

/** @throws LabError as decodePicture does */
export async function decode(
  source: PictureSource,
  settings: Settings,
  { isCurrent, cover, frames }: DecodeHow = {},
): Promise<Picture> {
  const { data, name, madeFrom, side } = source;
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

/** The picture as a model reads it: padded to its multiple. The very same one where it is that already. */
export function paddedFor(picture: Picture, { multiple }: Pick<ModelEntry, 'multiple'>): Picture {
  return paddedTo(picture, geometryOf(picture.info.width, picture.info.height, multiple), multiple);
}

function paddedTo(picture: Picture, geometry: Geometry, multiple?: number): Picture {
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
export async function inputView({ pixels, geometry: { width, height } }: Picture, job: number): Promise<RenderedView> {
  const rect = { x: 0, y: 0, width, height };
  const bitmap = await bitmapOf(new ImageData(pixels, width, height));
  return { bitmap, legends: [{ label: 'Input', map: 'rgb', low: -1, high: 1, rect }], job };
}

export function noPicture(): LabError {
  return new LabError('no-picture', 'There is no picture. Open one first.');
}
