import { LabError } from '../errors';
import FILE from './st-lpips-file.json';

/**
 * ST-LPIPS (Ghildyal and Liu, ECCV 2022) as one graph of two pictures [1,3,h,w] in [-1, 1]. It gives a map [1,1,h,w] whose
 * mean is the distance of the pictures as 8-bit pixels. `file` is relative to the page (docs/numbers.md, "ST-LPIPS").
 */
export const ST_LPIPS = {
  ...FILE,
  label: 'the perceptual measure ST-LPIPS',
  inputs: ['first', 'second'],
  output: 'map',
} as const;

/** Pixels of the shorter side: below, nothing is left to reflect at the last stage of the network. */
const SIDE = 32;

/** Why there is none of pictures of this size, as a sentence; null where there is one. */
export function whyNoStLpips({ width, height }: { readonly width: number; readonly height: number }): string | null {
  return Math.min(width, height) < SIDE ? `ST-LPIPS needs pictures of at least ${SIDE} px on each side.` : null;
}

/** What asking for the map ends with where the network has not run. */
export function notPerceived(): LabError {
  return new LabError('no-picture', 'ST-LPIPS has not been measured yet.');
}

/** The distance that a map stands for: the mean of its values. */
export function stLpipsOf(map: Float32Array): number {
  let sum = 0;
  for (const value of map) sum += value;
  return sum / map.length;
}
