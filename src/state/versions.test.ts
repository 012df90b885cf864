import { describe, expect, it } from 'vitest';
import { STATS_TENSORS } from '../core/tensor';
import type { LabState } from './state-types';
import { NO_PICTURE, NO_POSTERIOR } from '../core/missing';
import { NO_VARIANCE_HERE } from '../core/model/contract';
import { versionOf, whyNotShown } from './versions';

const CHANGE = { kind: 'difference', against: 'reference', mode: 'signed', colour: 'RGB', gain: 1 } as const;

/** Statistics of a run that made every tensor. */
const MADE = Object.fromEntries(STATS_TENSORS.map((name) => [name, [{}]]));

describe('the version of a difference', () => {
  const state = (version: number | null, job = 4): Parameters<typeof versionOf>[0] =>
    ({
      picture: { version: 1 },
      result: { picture: 1, stored: null, summary: { job, stats: MADE } },
      slots: version === null ? {} : { reference: { version } },
    }) as unknown as LabState;

  it('is another one when either result is, and none while one is missing', () => {
    const versions = [state(1), state(2), state(1, 5)].map((each) => versionOf(each, CHANGE));
    expect(new Set(versions).size).toBe(3);
    expect(versionOf(state(1), CHANGE)).toBe(versions[0]);
    expect(versionOf(state(null), CHANGE)).toBeNull();
  });

  it('is not that of a run, whose number a view has to have', () => {
    expect(versionOf(state(1), CHANGE)).not.toMatch(/^job/);
  });
});

describe('a file beside the reconstruction', () => {
  const state = (bitsPerPixel: number, job = 4): LabState =>
    ({
      picture: { version: 1 },
      result: { picture: 1, stored: null, summary: { job, stats: MADE, compression: { bitsPerPixel } } },
    }) as unknown as LabState;
  const look = (quality: number | 'equal') => ({ kind: 'codec', format: 'jpeg', quality }) as const;

  it('of the bits of the latent changes with them, and one of a quality does not', () => {
    expect([state(6), state(6, 5), state(0.5625)].map((each) => versionOf(each, look('equal')))).toEqual([
      'picture 1 at 6 bits',
      'picture 1 at 6 bits',
      'picture 1 at 0.5625 bits',
    ]);
    expect([state(6), state(0.5625)].map((each) => versionOf(each, look(75)))).toEqual(['picture 1', 'picture 1']);
    expect(versionOf({ picture: { version: 1 }, result: null } as unknown as LabState, look('equal'))).toBeNull();
  });
});

describe('views of a variance', () => {
  const summary = (job: number, channels: number) => ({ job, stats: { ...MADE, logvar: Array(channels).fill({}) } });
  const state = {
    picture: { version: 1 },
    result: { picture: 1, stored: null, summary: summary(4, 0) },
    slots: { reference: { version: 2, summary: summary(3, 12) } },
  } as unknown as LabState;
  const kl = { kind: 'metric-map', map: 'kl', gain: 1 } as const;
  const sigma = { kind: 'latent-grid', tensor: 'sigma', scale: 'shared', gain: 1 } as const;

  it.each([kl, sigma, { ...sigma, tensor: 'logvar' } as const])(
    'are not there of an encoder that gives the mean alone: %o',
    (request) => {
      expect(whyNotShown(state, request)).toBe(NO_VARIANCE_HERE);
      expect(versionOf(state, request)).toBeNull();
      expect(versionOf(state, { ...request, slot: 'reference' })).toBe('reference 2');
    },
  );

  it('leave the others alone', () => {
    expect(versionOf(state, { ...sigma, tensor: 'latent' })).toBe('job 4');
    expect(versionOf(state, { ...kl, map: 'ssim' })).toBe('job 4');
  });
});

describe('views of a run that began at a latent', () => {
  const latent = { dims: [1, 4, 2, 2], units: 'raw', beside: null };
  const opened = { picture: { version: 2, info: { latent } }, result: null };
  const stats = { ...MADE, input: [], 'bands1.raw': [], mean: [], logvar: [], error: [] };
  const done = { ...opened, result: { picture: 2, stored: null, summary: { job: 7, began: 'latent', stats } } };
  const views = {
    input: { kind: 'picture', tensor: 'input' },
    error: { kind: 'error', mode: 'signed', colour: 'RGB', gain: 1 },
    mean: { kind: 'latent-grid', tensor: 'mean', scale: 'shared', gain: 1 },
    latent: { kind: 'latent-pca' },
    recon: { kind: 'picture', tensor: 'reconstruction' },
  } as const;

  it.each([opened, done])('say why there is nothing to see: %o', (each) => {
    const why = (name: keyof typeof views) => whyNotShown(each as unknown as LabState, views[name]);
    expect([why('input'), why('error')]).toEqual([NO_PICTURE, NO_PICTURE]);
    expect(why('mean')).toBe(NO_POSTERIOR);
    expect([why('latent'), why('recon')]).toEqual([null, null]);
    expect(versionOf(each as unknown as LabState, views.input)).toBeNull();
  });

  it('are there of what the decoder makes', () => {
    expect(versionOf(done as unknown as LabState, views.recon)).toBe('job 7');
  });
});
