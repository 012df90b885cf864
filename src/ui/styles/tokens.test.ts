import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const CSS = readFileSync(join(import.meta.dirname, 'tokens.css'), 'utf8');

type Rgb = readonly [number, number, number];

/** Custom properties of the first rule with this selector that are opaque OKLCH colours, as linear sRGB clipped to its gamut. */
function tokensOf(selector: string): Map<string, Rgb> {
  const start = CSS.indexOf(`${selector} {`);
  const body = CSS.slice(start, CSS.indexOf('}', start));
  return new Map(
    [...body.matchAll(/--([\w-]+): oklch\(([\d.]+) ([\d.]+) ([\d.]+)\);/g)].map(([, name = '', l, c, h]) => [
      name,
      toLinear(Number(l), Number(c), Number(h)),
    ]),
  );
}

/** CSS Color 4: OKLCH to OKLab, to LMS, to linear sRGB. */
function toLinear(lightness: number, chroma: number, hue: number): Rgb {
  const [a, b] = [chroma * Math.cos((hue * Math.PI) / 180), chroma * Math.sin((hue * Math.PI) / 180)];
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const clip = (value: number): number => Math.min(1, Math.max(0, value));
  return [
    clip(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
    clip(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
    clip(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s),
  ];
}

/** WCAG 2.2, relative luminance and contrast ratio. */
const luminance = ([r, g, b]: Rgb): number => 0.2126 * r + 0.7152 * g + 0.0722 * b;
function contrast(one: Rgb, other: Rgb): number {
  const [low = 0, high = 0] = [luminance(one), luminance(other)].sort((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
}

const SURFACES = ['app', 'panel', 'raised', 'hover'];
const TEXT = ['fg', 'fg-2', 'fg-3'];
/** Coloured words and marks stand on the page, on panels and on what is raised from them, never on a hovered control. */
const MEANING = ['accent', 'warn', 'bad'];
const CHANNELS = ['red', 'green', 'blue'];

describe.each([
  ['dark', ':root'],
  ['light', ":root[data-theme='light']"],
])('contrast of the %s theme', (_, selector) => {
  const tokens = tokensOf(selector);
  const ratio = (front: string, back: string): number => {
    const [one, other] = [tokens.get(front), tokens.get(back)];
    if (!one || !other) throw new Error(`tokens.css has no opaque --${front} or --${back} in ${selector}.`);
    return contrast(one, other);
  };

  it.each(SURFACES.flatMap((surface) => TEXT.map((text) => [text, surface])))(
    '%s on %s is text: at least 4.5',
    (text, surface) => {
      expect(ratio(text, surface)).toBeGreaterThanOrEqual(4.5);
    },
  );

  it.each(['app', 'panel', 'raised'].flatMap((surface) => MEANING.map((colour) => [colour, surface])))(
    '%s on %s is text: at least 4.5',
    (colour, surface) => {
      expect(ratio(colour, surface)).toBeGreaterThanOrEqual(4.5);
    },
  );

  it.each(['app', 'panel'].flatMap((surface) => CHANNELS.map((colour) => [colour, surface])))(
    '%s on %s is text: at least 4.5',
    (colour, surface) => {
      expect(ratio(colour, surface)).toBeGreaterThanOrEqual(4.5);
    },
  );

  it('the edge of a control, and the focus ring, stand out from every surface: at least 3', () => {
    for (const surface of SURFACES) {
      expect(ratio('edge', surface), `edge on ${surface}`).toBeGreaterThanOrEqual(3);
      expect(ratio('accent', surface), `accent on ${surface}`).toBeGreaterThanOrEqual(3);
    }
  });

  it('words on the accent are text: at least 4.5', () => {
    expect(ratio('on-accent', 'accent')).toBeGreaterThanOrEqual(4.5);
  });
});

it('measures as WCAG does: black on white is 21, and #777777 on white 4.48', () => {
  expect(contrast(toLinear(0, 0, 0), toLinear(1, 0, 0))).toBeCloseTo(21, 1);
  // oklch(0.5693 0 0) is #777777.
  expect(contrast(toLinear(0.5693, 0, 0), toLinear(1, 0, 0))).toBeCloseTo(4.48, 1);
});
