import type { Reach } from '../../core/metrics/footprint';
import { MAX_CELLS, type LatentPaste, type LatentPoke } from '../../core/settings/latent-settings';
import { cellOf, fittedPaste, type Threshold } from './state/probe';
import { number, signed } from '../../ui/kit/format';

/** Which changes the drawn reach holds. */
export function reachWords({ threshold }: Reach, kind: Threshold): string {
  return kind === 'step' ? '≥ 1 of 255' : `≥ 1 % of the peak, ${number(threshold, threshold < 0.1 ? 3 : 2)} of 255`;
}

/** Such as 'Channel 3, cell 4, 5: +1.00'. */
export function pokeWords({ channel, x, y, width, height, amount }: LatentPoke): string {
  const where = isWhole({ x, y, width, height })
    ? 'every cell'
    : width === 1 && height === 1
      ? `cell ${x}, ${y}`
      : `${width} × ${height} cells from ${x}, ${y}`;
  return `${channel === 'all' ? 'All channels' : `Channel ${channel}`}, ${where}: ${signed(amount, 2)}`;
}

/** A poke of all cells says so whatever the size of the picture is. */
export const EVERY_CELL = { x: 0, y: 0, width: MAX_CELLS, height: MAX_CELLS } as const;

function isWhole({ x, y, width, height }: Pick<LatentPoke, 'x' | 'y' | 'width' | 'height'>): boolean {
  return x === 0 && y === 0 && width === MAX_CELLS && height === MAX_CELLS;
}

/** An amount beside how much a channel varies over the training pictures; '' where that is not known. */
export function deviationWords(amount: number, channel: LatentPoke['channel'], std: readonly number[]): string {
  const times = (spread: number): string => number(Math.abs(amount) / spread, 2);
  if (channel !== 'all') {
    const spread = std[channel];
    return spread ? `${times(spread)} standard deviations of channel ${channel}, which is ${number(spread, 3)}.` : '';
  }
  const known = std.filter((spread) => spread > 0);
  if (known.length === 0) return '';
  const [least, most] = [times(Math.max(...known)), times(Math.min(...known))];
  return least === most
    ? `${least} standard deviations of every channel.`
    : `${least} to ${most} standard deviations, by channel.`;
}

/** The rectangle that is to be pasted: the one being chosen, else the pasted one, else 4 x 4 cells around the middle. */
export function pasteOf(state: Parameters<typeof cellOf>[0], draft: LatentPaste | null): LatentPaste {
  const { x, y } = cellOf({ ...state, viewer: { ...state.viewer, crosshair: null } }, null);
  const [left, top] = [Math.max(0, x - 2), Math.max(0, y - 2)];
  const middle = { fromX: left, fromY: top, toX: left, toY: top, width: 4, height: 4 };
  return fittedPaste(draft ?? state.settings.latent.paste ?? middle, state);
}
