import type { Legend } from '../../core/view/view';
import { editWords } from '../../core/settings/edit-words';
import { ALTERED_SHORT } from '../../core/picture/pixel-facts';
import { makes } from '../../core/missing';
import { TABLE_SIZE } from '../../core/view/colour-map';
import { paletteOf, type PaletteName } from '../../core/view/palette-names';
import { paletteTable } from '../../core/view/palettes';
import { isPictureRead, modelTitle } from '../../state/model-of';
import type { SourceId } from '../../state/views';
import type { LabState } from '../../state/state-types';
import { decibels, size } from '../../ui/kit/format';
import { paddingStrips } from '../../ui/viewer/padding-strips';
import { paintScene } from '../../ui/viewer/paint';
import { runOf } from './run-of';
import { canvasOf, contextOf, joined, scaleOf, themeColour, type Side } from './sides';
import {
  endsOf,
  endsOfAll,
  lookWords,
  mappedOf,
  shareWords,
  titleOf,
  toneWords,
  unitOfScale,
} from '../../ui/viewer/scale-text';
import { mutedRects } from '../../ui/viewer/scene';

/** Small pictures are enlarged by whole factors to about this many pixels, so that names have room on them. */
const GOAL = { alone: 900, paired: 640 } as const;
const MARGIN = 16;
const LINE = 20;
const RAMP = { width: 160, height: 8 } as const;
const DIVIDER = 2;

/** A picture, and what is said of each side that is in it. */
interface Column {
  readonly picture: HTMLCanvasElement;
  readonly texts: readonly { readonly lines: readonly string[]; readonly ramp: RampText | null }[];
  /** Width of the whole column. */
  readonly width: number;
}

/** The views as on the screen, with names on their parts, and below them what they are, their scales, and of which run. */
export async function labelled(sides: readonly Side[], state: LabState): Promise<HTMLCanvasElement> {
  await document.fonts.ready;
  const info = state.picture?.info;
  if (!info) throw new Error('There is no picture.');
  const { layout } = state.viewer.views[state.viewer.stage];
  const goal = sides.length > 1 && layout === 'two' ? GOAL.paired : GOAL.alone;
  const factor = Math.max(1, Math.round(goal / Math.max(info.width, info.height)));
  const scales = sides.map((side) => scaleOf(side, factor, state, info));
  const pictures = sides.map((side, index) => paintSide(side, scales[index] as number, state));
  const over = sides.length > 1 && layout === 'slider';
  const shown = over ? [divided(joined(pictures, layout, state.viewer.split, ''), state.viewer.split)] : pictures;
  const probe = contextOf(canvasOf(1, 1));
  const columns = shown.map((picture, nth): Column => {
    const width = Math.max(picture.width, 480);
    const texts = sides.flatMap((side, index) => {
      if (!over && index !== nth) return [];
      const {
        view: { legends },
        source,
      } = side;
      const place = sides.length === 1 ? '' : `${side.letter}${over ? (index === 0 ? ', left' : ', right') : ''}: `;
      const lines = [
        ...captionOf(side, state, place, scales[index] as number),
        ...lookOf(legends, source, state),
        ...rangesOf(legends, source, state),
      ];
      return [{ lines: lines.flatMap((line) => wrap(probe, line, width)), ramp: rampOf(legends, source, state) }];
    });
    return { picture, texts, width };
  });
  return page(columns);
}

function paintSide({ source, view: { bitmap, legends } }: Side, scale: number, state: LabState): HTMLCanvasElement {
  const picture = canvasOf(bitmap.width * scale, bitmap.height * scale);
  paintScene(contextOf(picture), {
    bitmap,
    legends,
    ratio: 1,
    placement: { scale, left: 0, top: 0 },
    marks: [],
    print: null,
    grid: false,
    named: source === 'bands' || source === 'latent',
    muted: source === 'bands' && !state.viewer.bands.raw ? mutedRects(legends, state.viewer, state.settings) : [],
    strips: source === 'padded' && state.picture ? paddingStrips(state.picture.info) : [],
  });
  return picture;
}

/** Draws the line at which A ends and B begins. */
function divided(picture: HTMLCanvasElement, split: number): HTMLCanvasElement {
  const context = contextOf(picture);
  const at = Math.round((picture.width * split) / 100);
  for (const [colour, width] of [
    ['#000', DIVIDER + 2],
    ['#fff', DIVIDER],
  ] as const) {
    context.fillStyle = colour;
    context.fillRect(at - width / 2, 0, width, picture.height);
  }
  return picture;
}

function page(columns: readonly Column[]): HTMLCanvasElement {
  const heightOf = ({ texts }: Column): number =>
    texts.reduce((sum, { lines, ramp }) => sum + lines.length * LINE + (ramp ? LINE : 0) + MARGIN, 0);
  const top = Math.max(...columns.map(({ picture }) => picture.height)) + 2 * MARGIN;
  const canvas = canvasOf(
    columns.reduce((sum, { width }) => sum + width + MARGIN, MARGIN),
    top + Math.max(...columns.map(heightOf)),
  );
  const context = contextOf(canvas);
  context.fillStyle = themeColour('--panel');
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.textBaseline = 'top';
  context.font = FONT;
  let left = MARGIN;
  for (const { picture, texts, width } of columns) {
    context.drawImage(picture, left + Math.round((width - picture.width) / 2), MARGIN);
    let y = top;
    for (const { lines, ramp } of texts) {
      lines.forEach((line, index) => {
        context.fillStyle = themeColour(index === 0 ? '--fg' : '--fg-2');
        context.fillText(line, left, y);
        y += LINE;
      });
      if (ramp) {
        paintRamp(context, ramp, left, y);
        y += LINE;
      }
      y += MARGIN;
    }
    left += width + MARGIN;
  }
  return canvas;
}

const FONT = '13px Geist, system-ui, sans-serif';

/** `place` says where the side is, and `scale` how many pixels each of its values has. */
function captionOf({ source, view: { legends } }: Side, state: LabState, place: string, scale: number): string[] {
  const { picture, viewer } = state;
  const info = picture?.info;
  const summary = runOf(source, state);
  const { bands, latent, error } = viewer;
  const detail: Partial<Record<SourceId, string>> = {
    bands: `${bands.raw ? 'before edits' : isPictureRead(state) ? 'of the picture that the encoder reads' : 'as the encoder reads them'}`,
    band: `${bands.orientation}${bands.level}${bands.raw ? ', before edits' : ''}`,
    latent: latent.tensor,
    channel: `${latent.channel}, ${latent.tensor}`,
    error: `${error.mode}, ${error.colour === 'RGB' ? 'mean of R, G, B' : error.colour}`,
  };
  const what = `${titleOf(source, legends)}${detail[source] ? ` (${detail[source]})` : ''}`;
  const edits = summary ? editWords(summary.settings) : '';
  const run = summary
    ? [
        `${modelTitle(state, summary.model)}, PSNR ${decibels(summary.psnr)}`,
        ...(edits ? [edits] : []),
        ...(summary.settings.posterior === 'sample' && makes(summary, 'logvar')
          ? [`sample, seed ${summary.settings.seed}`]
          : []),
      ]
    : [];
  return [
    `${place}${what} of ${info?.name ?? 'a picture'}, ${size(info?.width ?? 0, info?.height ?? 0)} px${scale > 1 ? `, enlarged ${scale}×` : ''}`,
    ...(run.length > 0 ? [run.join(' · ')] : []),
    ...(info?.reading?.exact === false ? [ALTERED_SHORT] : []),
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
    const range = legend.zero ? 'all\u00a0zero' : endsOf(legend, unit).join('\u00a0…\u00a0');
    labels.set(range, [...(labels.get(range) ?? []), legend.label]);
  }
  return [
    `Ranges: ${[...labels].map(([range, names]) => `${names.join(', ')}\u00a0${range.startsWith('all') ? '' : 'from\u00a0'}${range}`).join(' · ')}`,
  ];
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

function paintRamp(context: CanvasRenderingContext2D, { palette, low, high }: RampText, left: number, y: number): void {
  const table = paletteTable(palette);
  context.fillStyle = themeColour('--fg-2');
  context.fillText(low, left, y);
  const from = left + Math.ceil(context.measureText(low).width) + 8;
  for (let x = 0; x < RAMP.width; x++) {
    const entry = 4 * Math.round((x / (RAMP.width - 1)) * (TABLE_SIZE - 1));
    context.fillStyle = `rgb(${table[entry]} ${table[entry + 1]} ${table[entry + 2]})`;
    context.fillRect(from + x, y + 4, 1, RAMP.height);
  }
  context.fillStyle = themeColour('--fg-2');
  context.fillText(high, from + RAMP.width + 8, y);
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
