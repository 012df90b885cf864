import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileOf, type TestFile } from '../../support/lab';
import { PICTURES } from './paths';

interface Expected {
  readonly file: string;
  readonly error?: string;
  readonly orError?: string;
  readonly header?: { readonly colourBy: string; readonly orientation: number } | null;
}

export interface DecodedPicture {
  readonly width: number;
  readonly height: number;
  /** Base64 of planar 8-bit red, green and blue, as the network gets them. */
  readonly values: string;
}

const { files } = JSON.parse(readFileSync(join(PICTURES, 'expected.json'), 'utf8')) as { files: readonly Expected[] };

/** Kinds of which one is enough here. */
const ALIKE = /^jpeg-exif-[134578]|^svg-(inches|viewbox|percent|huge|utf16)/;

/** The fixture pictures that every engine opens. */
export const DECODED: readonly Expected[] = files.filter(
  ({ file, error, orError }) => !error && !orError && !ALIKE.test(file),
);

/** Larger than nearly all of them, so that they keep their size. */
export const SIDE = 96;
/** Smaller by the page's own filter, at whole factors and others. */
export const SCALED = [
  ['png-rgb.png', 32],
  ['png-rgb.png', 37],
  ['png-rgba.png', 23],
  ['webp-lossless.webp', 24],
] as const;

type Engine = 'firefox' | 'webkit';
type Limits = Readonly<Record<Engine, readonly [most: number, mean: number]>>;

const both = (most: number, mean: number): Limits => ({ firefox: [most, mean], webkit: [most, mean] });

/**
 * How far decoded pixels differ from those of Chromium, as measured; docs/pictures.md says why. The numbers go with the files'
 * names, the first that fits. All others are the same to the last bit.
 */
const DIFFERENCES: readonly (readonly [RegExp, Limits])[] = [
  [/^(png|webp)-.*alpha|^png-rgba\.png/, both(2, 0.8)],
  [/^avif-alpha/, both(13, 2.7)],
  [/^avif-10bit/, both(1, 0.3)],
  [/^png-display-p3\.png|^jpeg-display-p3|^png-wide-gamut/, both(1, 0.1)],
  [/^png-display-p3-cicp|^webp-display-p3|^avif-p3/, { firefox: [1, 0.1], webkit: [82, 11] }],
  [/^png-gama\.png/, both(2, 1.1)],
  [/^png-gama-chrm-p3/, { firefox: [1, 0.1], webkit: [83, 12] }],
  [/^png-gama-chrm-srgb/, { firefox: [1, 0.1], webkit: [5, 1.7] }],
  [/^(png|avif)-pq\./, both(194, 75)],
  [/^(png|avif)-hlg\./, both(122, 32)],
  [/^png-pq-profile/, both(139, 43)],
  [/^svg-outside/, both(214, 42)],
  [/^svg-(html|no-size)/, both(63, 0.8)],
];

export function limitOf(file: string, engine: Engine): Difference {
  const [most, mean] = DIFFERENCES.find(([files]) => files.test(file))?.[1][engine] ?? [0, 0];
  return { most, mean };
}

export const pictureFile = (file: string): TestFile => fileOf(join(PICTURES, file));

/** Runs in a page of any engine, which has nothing but the arguments. */
export async function decodedIn(text: string, type: string, maxSide: number): Promise<DecodedPicture> {
  const lab = window.litevae;
  await lab.set({ maxSide });
  await lab.open(new Blob([Uint8Array.from(atob(text), (each) => each.charCodeAt(0))], { type }));
  await lab.run();
  const {
    dims: [, , height = 0, width = 0],
    data,
  } = await lab.tensor('input');
  let values = '';
  for (const value of data) values += String.fromCharCode(Math.round((value + 1) * 127.5));
  return { width, height, values: btoa(values) };
}

export interface Difference {
  /** Levels of 255. */
  readonly most: number;
  readonly mean: number;
}

export function difference(one: DecodedPicture, other: DecodedPicture): Difference {
  const [a, b] = [one, other].map(({ values }) => Buffer.from(values, 'base64')) as [Buffer, Buffer];
  if (one.width !== other.width || one.height !== other.height) return { most: Infinity, mean: Infinity };
  let [most, sum] = [0, 0];
  for (const [i, value] of a.entries()) {
    const off = Math.abs(value - (b[i] as number));
    most = Math.max(most, off);
    sum += off;
  }
  return { most, mean: sum / a.length };
}
