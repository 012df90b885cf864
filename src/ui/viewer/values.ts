import { COLOURS, channelIndex, type Colour, type Level, type Orientation } from '../../core/math/bands';
import type { ColourChoice, Legend } from '../../core/view/view';
import { valueAt, type ReadTensors } from '../../state/readings';
import type { SourceId } from '../../state/views';
import type { Viewer } from '../../state/state-types';
import { number, signed } from '../kit/format';

/** Name of a band on a view, such as H2. */
const BAND_NAME = /^([AHVD])([123])$/;

export function bandOfLabel(label: string): { orientation: Orientation; level: Level } | null {
  const match = BAND_NAME.exec(label);
  return match ? { orientation: match[1] as Orientation, level: Number(match[2]) as Level } : null;
}

/** A picture value in [-1, 1] as people read it: 0 to 255, or -1 to 1. */
export function pictureValue(value: number, format: Viewer['values']): string {
  return format === 'bytes' ? number(Math.round((value + 1) * 127.5)) : signed(value, 2);
}

/** A band's value for one colour, or the mean of the three. */
export function bandValue(
  tensors: ReadTensors,
  level: Level,
  orientation: Orientation,
  colour: ColourChoice,
  x: number,
  y: number,
): number {
  const tensor = tensors[`bands${level}`];
  const colours: readonly Colour[] = colour === 'RGB' ? COLOURS : [colour];
  return (
    colours.reduce<number>((sum, each) => sum + valueAt(tensor, channelIndex(orientation, each), x, y), 0) /
    colours.length
  );
}

export function latentValue(
  tensors: ReadTensors,
  viewer: Pick<Viewer, 'latent'>,
  channel: number,
  x: number,
  y: number,
): number {
  const { tensor } = viewer.latent;
  if (tensor === 'sigma') return Math.exp(valueAt(tensors.logvar, channel, x, y) / 2);
  return valueAt(tensors[tensor], channel, x, y);
}

/** What is printed in a cell of a view: `legend` and its index say which rectangle, x and y which value of it. */
export function cellText(
  source: SourceId,
  viewer: Viewer,
  tensors: ReadTensors,
  legend: Legend | undefined,
  index: number,
  x: number,
  y: number,
): readonly string[] | null {
  const rgb = (name: 'input' | 'reconstruction', atX: number, atY: number): string[] =>
    [0, 1, 2].map((channel) => pictureValue(valueAt(tensors[name], channel, atX, atY), viewer.values));
  switch (source) {
    case 'input':
      return rgb('input', x, y);
    case 'padded': {
      // Padding repeats the last column and row.
      const [, , height = 1, width = 1] = tensors.input.dims;
      return rgb('input', Math.min(x, width - 1), Math.min(y, height - 1));
    }
    case 'recon':
      return rgb('reconstruction', x, y);
    case 'error':
      return [0, 1, 2].map((channel) => {
        const difference = valueAt(tensors.reconstruction, channel, x, y) - valueAt(tensors.input, channel, x, y);
        const [value, decimals] = viewer.values === 'bytes' ? [difference * 127.5, 0] : [difference, 2];
        const { mode } = viewer.error;
        return mode === 'signed'
          ? signed(value, decimals)
          : number(mode === 'squared' ? value ** 2 : Math.abs(value), decimals);
      });
    case 'bands':
    case 'band': {
      const band = source === 'band' ? viewer.bands : legend ? bandOfLabel(legend.label) : null;
      if (!band) return null;
      return [signed(bandValue(tensors, band.level, band.orientation, viewer.bands.colour, x, y), 3)];
    }
    case 'latent':
    case 'channel':
      return [signed(latentValue(tensors, viewer, source === 'channel' ? viewer.latent.channel : index, x, y), 3)];
    case 'layer':
    case 'layer-channel':
      return legend && tensors.layer ? [signed(valueAt(tensors.layer, Number(legend.label), x, y), 3)] : null;
    case 'pca':
      return (
        legend?.rows?.map((row, index) => {
          const along = row.reduce(
            (sum, weight, channel) => sum + weight * valueAt(tensors.latent, channel, x, y),
            legend.offsets?.[index] ?? 0,
          );
          return signed(along, 2);
        }) ?? null
      );
    default:
      return null;
  }
}
