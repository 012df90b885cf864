import type { Spectra, Spectrum } from '../../core/metrics/spectrum';
import { number, percent, signed } from '../../ui/kit/format';

export interface Line {
  readonly id: 'latent' | 'channel' | 'picture';
  readonly name: string;
  readonly spectrum: Spectrum;
}

/** The lines of the chart, with the channel that is chosen; the picture is last, and only where there is one. */
export function linesOf({ mean, channels, picture }: Spectra, channel: number): Line[] {
  const chosen = channels[channel];
  return [
    { id: 'latent', name: 'Latent, mean of channels', spectrum: mean },
    ...(chosen ? [{ id: 'channel', name: `Channel ${channel}`, spectrum: chosen } as const] : []),
    ...(picture ? [{ id: 'picture', name: 'Picture, luma', spectrum: picture } as const] : []),
  ];
}

export function slopeText({ slope }: Spectrum): string {
  return slope === null ? '—' : signed(slope, 2);
}

export function highText({ high }: Spectrum): string {
  return percent(high);
}

/** The whole chart in a sentence. */
export function sentenceOf(lines: readonly Line[]): string {
  const parts = lines.map(({ name, spectrum: { power, slope, high } }) => {
    if (power.length === 0) return `${name}: all values are equal`;
    const first = slope === null ? 'too few cells for a slope' : `slope ${signed(slope, 2)}`;
    return `${name}: ${first}, ${percent(high)} of the power over half of Nyquist`;
  });
  return `Power by spatial frequency. ${parts.join('; ')}. The table has all frequencies.`;
}

/** Rows of one frequency each, in shares of Nyquist; a line without power has no number there. */
export function rowsOf(lines: readonly Line[]): { head: string; cells: (number | string)[] }[] {
  const count = Math.max(...lines.map(({ spectrum }) => spectrum.power.length));
  return Array.from({ length: count }, (_, index) => ({
    head: number((index + 1) / (count + 1), 4),
    cells: lines.map(({ spectrum }) => spectrum.power[index] ?? '—'),
  }));
}
