import type { Legend, Rect } from '../../core/view/view';

/** A name on a rectangle of a sheet: its text and its box, in CSS px from the corner of the rectangle. */
interface NameBox {
  readonly text: string;
  /** Height of the letters. */
  readonly size: number;
  /** Empty px between the box and the corner. */
  readonly inset: number;
  readonly width: number;
  readonly height: number;
  /** Where the text begins. */
  readonly x: number;
  readonly y: number;
}

const LARGE = { size: 11, inset: 4, height: 18, x: 9, y: 8 };
/** Maps of 128 channels are small; one without its number could not be found again. */
const SMALL = { size: 9, inset: 1, height: 12, x: 4, y: 3 };

/**
 * How a rectangle is named: with its range where there is room, else with its label; null where even that finds no room.
 * @param measure width of a text in letters of a size, CSS px
 */
export function nameIn(
  legend: Legend,
  { width, height }: Pick<Rect, 'width' | 'height'>,
  measure: (text: string, size: number) => number,
): NameBox | null {
  // By size alone, so that numbers of one digit and of three come and go together.
  if (width < 34 || height < 26) return null;
  const isSmall = width < 60 || height < 36;
  const look = isSmall ? SMALL : LARGE;
  const boxes = [...(isSmall ? [] : [legend.label + rangeOf(legend)]), legend.label].map((text) => ({
    ...look,
    text,
    width: measure(text, look.size) + 2 * (look.x - look.inset),
  }));
  return boxes.find((box) => look.inset + box.width <= width - look.inset) ?? null;
}

function rangeOf(legend: Legend): string {
  if (legend.zero) return ' 0';
  return legend.map === 'signed'
    ? ` ±${formatEnd(legend.high)}`
    : legend.map === 'amount'
      ? ` ${amountRange(legend)}`
      : '';
}

/** Amounts have two ends of their own. */
function amountRange({ low, high }: Legend): string {
  return `${low < 0 ? '−' : ''}${formatEnd(Math.abs(low))} to ${high < 0 ? '−' : ''}${formatEnd(Math.abs(high))}`;
}

function formatEnd(value: number): string {
  return value >= 10 ? value.toFixed(0) : value >= 0.1 ? value.toFixed(2) : value.toFixed(3);
}
