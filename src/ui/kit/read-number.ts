/** What a field takes. */
export interface NumberLimits {
  readonly min: number;
  readonly max: number;
  /** Values are multiples of it; without, the field takes fractions. */
  readonly step?: number | undefined;
}

export type NumberRead = { readonly value: number } | { readonly refused: string };

/**
 * The number that somebody typed, in the digits and with the separators of any language, or a sentence why there is none.
 * A point or comma before three digits can part decimals or thousands. Fields of whole numbers have no decimals, so
 * thousands are meant. In other fields a point parts decimals, as everywhere on the page, and a comma is refused when both
 * readings are possible (1,125; but 0,125 and 1,25 have one). Nothing is rounded, nor moved into the limits.
 */
export function readNumber(typed: string, limits: NumberLimits): NumberRead {
  const text = plain(typed);
  const { sign, body, exponent } =
    /^(?<sign>[+-]?)\s*(?<body>.*?)(?:e(?<exponent>[+-]?\d+))?$/i.exec(text)?.groups ?? {};
  const readings = readingsOf(body ?? '', limits.step !== undefined)
    .map((digits) => Number(`${sign ?? ''}${digits}e${exponent ?? '0'}`))
    .filter(Number.isFinite);
  const [value, other] = readings;
  if (value === undefined) return { refused: `“${typed.trim()}” is not a number that this field can read.` };
  if (other !== undefined)
    return {
      refused: `“${typed.trim()}” can be ${written(value)} or ${written(other)}: leave the comma out, or write a point.`,
    };
  const { min, max, step } = limits;
  if (step !== undefined && value % step !== 0) {
    return {
      refused:
        step === 1 ? `${written(value)} is not a whole number.` : `${written(value)} is not a multiple of ${step}.`,
    };
  }
  if (value < min || value > max)
    return { refused: `${written(value)} is not from ${written(min)} to ${written(max)}.` };
  // No field tells −0 from 0.
  return { value: value + 0 };
}

/** The text of a value in a field. readNumber reads it as the same number, to six digits where it has more. */
export function fieldText(value: number): string {
  return String(Number.isInteger(value) ? value : Number(value.toPrecision(6)));
}

function written(value: number): string {
  return fieldText(value).replace('-', '−');
}

const DIRECTION_MARKS = /[\u200e\u200f\u061c\u2066-\u2069]/g;
const MINUSES = /[\u2010-\u2015\u2212\ufe63]/g;
const GROUPS = /[\s'’\u066c]/g;

/** ASCII digits, signs and separators; what parts thousands alone becomes a space, what parts decimals alone an underscore. */
function plain(typed: string): string {
  return (
    typed
      .replace(DIRECTION_MARKS, '')
      // Full-width forms of ASCII.
      .replace(/[\uff01-\uff5e]/g, (char) => String.fromCodePoint(char.charCodeAt(0) - 0xfee0))
      .replace(/\p{Nd}/gu, digitOf)
      .replace(MINUSES, '-')
      .trim()
      .replace(/_/g, '?')
      .replace(GROUPS, ' ')
      .replace(/\u060c/g, ',')
      .replace(/\u066b/g, '_')
  );
}

/** Digits of each script follow each other from its zero. */
function digitOf(char: string): string {
  const code = char.codePointAt(0) ?? 0;
  let zero = code;
  while (/\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero -= 1;
  return String((code - zero) % 10);
}

/** Digits with a point, once for each number that they can stand for. */
function readingsOf(body: string, isWhole: boolean): string[] {
  const grouped = ['\\.', ',', ' '].flatMap((mark) => matched(body, `[1-9]\\d{0,2}(?:${mark}\\d{3})+`, mark));
  const simple = matched(body, '\\d*', '');
  const isPoint = /^\d+\.\d+$/.test(body);
  if (isWhole) return grouped.length > 0 ? grouped.slice(0, 1) : simple;
  return isPoint ? simple : [...simple, ...grouped];
}

/** `whole` is the form of what stands before the decimals, `mark` what parts its groups. */
function matched(body: string, whole: string, mark: string): string[] {
  const marks = ['.', ',', '_'].filter((each) => `\\${each}` !== mark && each !== mark).join('');
  const found = new RegExp(`^(${whole})(?:[${marks}](\\d*))?$`).exec(body);
  const [before, after] = [(found?.[1] ?? '').replace(/\D/g, ''), found?.[2] ?? ''];
  return before + after ? [`${before || '0'}.${after || '0'}`] : [];
}
