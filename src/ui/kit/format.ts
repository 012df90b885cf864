/** Numbers as the page writes them (real minus, no-break space before units). Not finite: an em dash. */
const MINUS = '−';
const NBSP = '\u00a0';
const formats = new Map<number, Intl.NumberFormat>();

function digits(value: number, count: number): string {
  let format = formats.get(count);
  if (!format) {
    format = new Intl.NumberFormat('en', { minimumFractionDigits: count, maximumFractionDigits: count });
    formats.set(count, format);
  }
  return format.format(Math.abs(value));
}

/** A value with a fixed number of decimals; what rounds to zero carries no sign. */
export function number(value: number, decimals = 0): string {
  if (!Number.isFinite(value)) return '—';
  const text = digits(value, decimals);
  return value < 0 && /[1-9]/.test(text) ? MINUS + text : text;
}

/** Writes a number with its plus: for changes, coefficients, latents. */
export function signed(value: number, decimals = 3): string {
  const text = number(value, decimals);
  return value > 0 && /[1-9]/.test(text) ? `+${text}` : text;
}

/** Values far from 1, such as 1.04e−3. */
export function scientific(value: number): string {
  if (!Number.isFinite(value)) return '—';
  if (value === 0) return '0';
  const magnitude = Math.abs(value);
  if (magnitude >= 0.01 && magnitude < 10000) return number(value, magnitude < 1 ? 4 : magnitude < 100 ? 2 : 1);
  const [mantissa = '0', exponent = '0'] = value.toExponential(2).split('e');
  return `${mantissa.replace('-', MINUS)}e${exponent.replace('+', '').replace('-', MINUS)}`;
}

/** KiB and MiB with three digits. */
export function bytes(count: number): string {
  const units = ['bytes', 'KiB', 'MiB', 'GiB'];
  let value = count;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  const decimals = unit === 0 || value >= 100 ? 0 : value >= 10 ? 1 : 2;
  return `${number(value, decimals)}${NBSP}${units[unit]}`;
}

/** Two significant digits under 1, one decimal under 100, then whole milliseconds; seconds from 10 s. */
export function milliseconds(value: number): string {
  if (!Number.isFinite(value)) return '—';
  if (value >= 10_000) return `${number(value / 1000, 1)}${NBSP}s`;
  return `${bareMilliseconds(value)}${NBSP}ms`;
}

/** The same without its unit, and never in seconds: for columns whose heading says the unit. */
export function bareMilliseconds(value: number): string {
  return number(value, value >= 100 ? 0 : value >= 1 ? 1 : value >= 0.1 ? 2 : 3);
}

export function percent(share: number, decimals = 1): string {
  return `${number(share * 100, decimals)}${NBSP}%`;
}

export function size(width: number, height: number): string {
  return `${width} × ${height}`;
}

/** What one place of the latent stands for: so many pixels on each side. */
export function blockText(side: number): string {
  return `${size(side, side)} block`;
}

/** How many values stand for those of the picture, whose `ratio` is picture over latent: above, at or below 1, and not always whole. */
export function fewerText(ratio: number): string {
  const times = ratio < 1 ? 1 / ratio : ratio;
  const text = number(times, times >= 10 ? 1 : 2).replace(/\.?0+$/, '');
  if (text === '1') return ratio === 1 ? 'as many numbers' : 'about as many numbers';
  return `${text}× ${ratio < 1 ? 'more' : 'fewer'} numbers`;
}

/** dB with two decimals; null stands for identical pictures. */
export function decibels(psnr: number | null): string {
  return psnr === null ? 'identical' : `${number(psnr, 2)}${NBSP}dB`;
}

/** How far a network that runs in tiles has come. */
export function tileText({
  done,
  of,
  measuring,
}: {
  readonly done: number;
  readonly of: number;
  readonly measuring: boolean;
}): string {
  return measuring ? `Measuring the halo, ${done + 1} of at most ${of}` : `Tile ${done + 1} of ${of}`;
}
