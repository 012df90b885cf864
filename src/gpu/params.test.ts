import { describe, expect, it } from 'vitest';
import { AFFINE } from './affine';
import { BAND_EDIT } from './band-edit';
import { CHANNEL_STATS } from './channel-stats';
import { DIFFERENCE } from './difference';
import { FLIP, FLIP_COMPARE } from './flip';
import { HAAR_FORWARD } from './haar-forward';
import { HAAR_INVERSE } from './haar-inverse';
import { LATENT_DOTS, LATENT_EDIT, LATENT_FACTORS, LATENT_NOISE, LATENT_POKE, LATENT_QUANTISE } from './latent-edit';
import { KL } from './kl';
import { packParams, type Layout } from './params';
import { PIXELS_TO_PLANAR } from './pixels-to-planar';
import { POSTERIOR } from './posterior';
import { PYRAMID_INVERSE } from './pyramid-inverse';
import { QUALITY } from './quality';
import { REGION } from './region';
import { ADD, SPREAD } from './sample-spread';
import { SCALE } from './scale';
import { SSIM } from './ssim';
import { TILE_COPY } from './tile-copy';
import { VIEW_PARAMS } from './view-renderer';
import viewCode from './view-renderer.wgsl?raw';

const KERNELS = [
  AFFINE,
  BAND_EDIT,
  CHANNEL_STATS,
  DIFFERENCE,
  HAAR_FORWARD,
  HAAR_INVERSE,
  LATENT_DOTS,
  LATENT_EDIT,
  LATENT_FACTORS,
  LATENT_NOISE,
  LATENT_POKE,
  LATENT_QUANTISE,
  PIXELS_TO_PLANAR,
  POSTERIOR,
  PYRAMID_INVERSE,
  QUALITY,
  SSIM,
  FLIP,
  FLIP_COMPARE,
  KL,
  REGION,
  ADD,
  SPREAD,
  SCALE,
  TILE_COPY,
];

/** Fields of the struct `Params` as the shader writes them. */
function fieldsOf(code: string): [string, string][] {
  const body = /struct Params \{([^}]*)\}/.exec(code.replace(/\/\/.*/g, ''))?.[1] ?? '';
  return [...body.matchAll(/(\w+)\s*:\s*(\w+(?:<[^>]*>)?)\s*,/g)].map((match) => [
    match[1] as string,
    match[2] as string,
  ]);
}

/** Names of the variables of group 1 by the numbers of their bindings. */
function bindingsOf(code: string): string[] {
  const names: string[] = [];
  for (const match of code.matchAll(/@group\(1\) @binding\((\d+)\) var<[^>]*> (\w+)/g)) {
    names[Number(match[1])] = match[2] as string;
  }
  return names;
}

describe.each(KERNELS)('$label', (kernel) => {
  it('packs the struct that its shader declares', () => {
    expect(Object.entries(kernel.params)).toEqual(fieldsOf(kernel.code));
  });

  it('binds the variables that its shader declares', () => {
    const first = 'firstBinding' in kernel ? kernel.firstBinding : 0;
    expect(bindingsOf(kernel.code).slice(first, first + kernel.data.length)).toEqual([...kernel.data]);
  });

  it('labels and names every override that it sets', () => {
    const constants = 'constants' in kernel ? Object.keys(kernel.constants) : [];
    for (const name of constants) expect(kernel.code).toMatch(new RegExp(`override ${name}: u32;`));
    expect(kernel.code).toMatch(new RegExp(`fn ${kernel.entryPoint}\\(`));
  });
});

it('packs the struct of the view renderer', () => {
  expect(Object.entries(VIEW_PARAMS)).toEqual(fieldsOf(viewCode));
});

describe('packParams', () => {
  it('keeps to the rules of uniform structs', () => {
    const layout = { a: 'u32', b: 'f32', table: 'array<vec4f, 2>' } as const satisfies Layout;
    const bytes = packParams(layout, { a: 0xfffffffe, b: -0.5, table: [1, 2, 3, 4, 5] });
    const view = new DataView(bytes.buffer);
    expect(bytes.byteLength).toBe(48);
    expect(view.getUint32(0, true)).toBe(0xfffffffe);
    expect(view.getFloat32(4, true)).toBe(-0.5);
    expect([16, 20, 24, 28, 32].map((at) => view.getFloat32(at, true))).toEqual([1, 2, 3, 4, 5]);
  });

  it('refuses a struct that is larger than its slot', () => {
    expect(() => packParams({ table: 'array<vec4f, 33>' }, { table: [] })).toThrow('does not fit');
  });
});
