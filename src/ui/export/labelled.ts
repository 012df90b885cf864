import type { RenderedView } from '../../core/protocol';
import type { Legend } from '../../core/view';
import { TABLE_SIZE } from '../../core/colour-map';
import { paletteOf, type PaletteName } from '../../core/palette-names';
import { paletteTable } from '../../core/palettes';
import { isPictureRead, modelTitle } from '../../state/model-of';
import type { SourceId } from '../../state/stages';
import type { LabState } from '../../state/state-types';
import { hasNoVariance } from '../../state/versions';
import { decibels, size } from '../format';
import { paddingStrips } from '../padding-strips';
import { paintScene } from '../viewer/paint';
import { runOf } from './run-of';
import { endsOf, endsOfAll, lookWords, mappedOf, shareWords, titleOf, toneWords, unitOfScale } from '../viewer/scale-text';
import { mutedRects } from '../viewer/scene';

/** Small views are enlarged by whole factors to about this many pixels, so that names have room on them. */
const GOAL = 900;
/** From 12 on the values' grid would be drawn. */
const MAX_FACTOR = 11;
const MARGIN = 16;
const LINE = 20;
const RAMP = { width: 160, height: 8 } as const;

/** The view as on the screen, with names on its parts, and below it what it is, its scale, and of which run. */
export async function labelledPng(view: RenderedView, source: SourceId, state: LabState): Promise<Blob> {
  await document.fonts.ready;
  const { bitmap, legends } = view;
  const factor = Math.min(MAX_FACTOR, Math.max(1, Math.round(GOAL / Math.max(bitmap.width, bitmap.height))));
  const picture = canvasOf(bitmap.width * factor, bitmap.height * factor);
  const isSheet = source === 'bands' || source === 'latent';
  paintScene(contextOf(picture), {
    bitmap, legends, ratio: 1, placement: { scale: factor, left: 0, top: 0 }, marks: [], print: null, named: isSheet,
    muted: source === 'bands' && !state.viewer.bands.raw ? mutedRects(legends, state.viewer, state.settings) : [],
    strips: source === 'padded' && state.picture ? paddingStrips(state.picture.info) : [],
  });

  const width = Math.max(picture.width, 480) + 2 * MARGIN;
  const probe = contextOf(canvasOf(1, 1));
  const lines = [...captionOf(source, state, factor, legends), ...lookOf(legends, source, state), ...rangesOf(legends, source, state)]
    .flatMap((line) => wrap(probe, line, width - 2 * MARGIN));
  const ramp = rampOf(legends, source, state);
  const canvas = canvasOf(width, picture.height + 3 * MARGIN + lines.length * LINE + (ramp ? LINE : 0));
  const context = contextOf(canvas);
  context.fillStyle = '#131313';
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(picture, Math.round((width - picture.width) / 2), MARGIN);
  let y = picture.height + 2 * MARGIN;
  context.textBaseline = 'top';
  lines.forEach((line, index) => {
    context.font = FONT;
    context.fillStyle = index === 0 ? '#f0f0f0' : '#b9b9b9';
    context.fillText(line, MARGIN, y);
    y += LINE;
  });
  if (ramp) paintRamp(context, ramp, y);
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('This canvas is too large for a PNG.'))), 'image/png');
  });
}

const FONT = '13px Geist, system-ui, sans-serif';

function captionOf(source: SourceId, state: LabState, factor: number, legends: readonly Legend[]): string[] {
  const { picture, viewer } = state;
  const info = picture?.info;
  const summary = runOf(source, state);
  const { bands, latent, error } = viewer;
  const detail: Partial<Record<SourceId, string>> = {
    bands: `${bands.raw ? 'before edits' : isPictureRead(state) ? 'of the picture that the encoder reads' : 'as the encoder reads them'}`,
    band: `${bands.orientation}${bands.level}${bands.raw ? ', before edits' : ''}`,
    latent: latent.tensor, channel: `${latent.channel}, ${latent.tensor}`,
    error: `${error.mode}, ${error.colour === 'RGB' ? 'mean of R, G, B' : error.colour}`,
  };
  const what = `${titleOf(source, legends)}${detail[source] ? ` (${detail[source]})` : ''}`;
  const edits = Object.keys(summary?.settings.bands ?? {}).length;
  const run = summary ? [
    `${modelTitle(state, summary.model)}, PSNR ${decibels(summary.psnr)}`,
    ...(edits > 0 ? [`${edits} of 36 bands edited`] : []),
    ...(summary.settings.posterior === 'sample' && !hasNoVariance(summary) ? [`sample, seed ${summary.settings.seed}`] : []),
  ] : [];
  return [
    `${what} of ${info?.name ?? 'a picture'}, ${size(info?.width ?? 0, info?.height ?? 0)} px${factor > 1 ? `, enlarged ${factor}×` : ''}`,
    ...(run.length > 0 ? [run.join(' · ')] : []),
  ];
}

/** Scale, gain, floor and what else was done to the values, in one line. */
function lookOf(legends: readonly Legend[], source: SourceId, { viewer }: LabState): string[] {
  const unit = unitOfScale(source, legends, viewer);
  const words = [...lookWords(source, viewer), ...toneWords(legends, unit)];
  const shares = legends.find((legend) => legend.shares)?.shares;
  return [...(words.length > 0 ? [`Linear; ${words.join(', ')}.`] : []), ...(shares ? [shareWords(shares)] : [])];
}

/** The range of each part, where they differ. */
function rangesOf(legends: readonly Legend[], source: SourceId, state: LabState): string[] {
  const mapped = mappedOf(legends);
  const [first] = mapped;
  if (!first || mapped.every(({ low, high }) => low === first.low && high === first.high)) return [];
  const unit = unitOfScale(source, legends, state.viewer);
  const labels = new Map<string, string[]>();
  for (const legend of mapped) {
    const range = endsOf(legend, unit).join('\u00a0…\u00a0');
    labels.set(range, [...(labels.get(range) ?? []), legend.label]);
  }
  return [`Ranges: ${[...labels].map(([range, names]) => `${names.join(', ')}\u00a0from\u00a0${range}`).join(' · ')}`];
}

interface RampText {
  readonly palette: PaletteName;
  readonly low: string;
  readonly high: string;
}

function rampOf(legends: readonly Legend[], source: SourceId, state: LabState): RampText | null {
  const [first] = mappedOf(legends);
  const palette = first && paletteOf(first);
  if (!palette) return null;
  const [low, high] = endsOfAll(legends, unitOfScale(source, legends, state.viewer));
  return { palette, low, high };
}

function paintRamp(context: CanvasRenderingContext2D, { palette, low, high }: RampText, y: number): void {
  const table = paletteTable(palette);
  context.fillStyle = '#b9b9b9';
  context.fillText(low, MARGIN, y);
  const left = MARGIN + Math.ceil(context.measureText(low).width) + 8;
  for (let x = 0; x < RAMP.width; x++) {
    const entry = 4 * Math.round((x / (RAMP.width - 1)) * (TABLE_SIZE - 1));
    context.fillStyle = `rgb(${table[entry]} ${table[entry + 1]} ${table[entry + 2]})`;
    context.fillRect(left + x, y + 4, 1, RAMP.height);
  }
  context.fillStyle = '#b9b9b9';
  context.fillText(high, left + RAMP.width + 8, y);
}

/** Breaks a line at spaces so that each part fits. */
function wrap(context: CanvasRenderingContext2D, line: string, width: number): string[] {
  context.font = FONT;
  const parts: string[] = [];
  let part = '';
  for (const word of line.split(' ')) {
    const longer = part ? `${part} ${word}` : word;
    if (part && context.measureText(longer).width > width) {
      parts.push(part);
      part = word;
    } else {
      part = longer;
    }
  }
  return [...parts, part];
}

function canvasOf(width: number, height: number): HTMLCanvasElement {
  return Object.assign(document.createElement('canvas'), { width, height });
}

function contextOf(canvas: HTMLCanvasElement): CanvasRenderingContext2D {
  const context = canvas.getContext('2d');
  if (!context) throw new Error('This browser has no canvas to draw on.');
  return context;
}
