import type { WholeModel } from '../model/manifest';
import { describe, expect, test } from 'vitest';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  DROPPED,
  FIXED_BYTES,
  HEAP_FACTOR,
  HEAP_FIXED_BYTES,
  HEAP_LIMIT,
  HEAP_PER_PARAMETER,
  RUNTIME_LATE,
} from './run-cost';
import { forecast, largestSide } from './forecast';
import { isTiled, WHOLE, type ForecastRequest } from './run-plan';
import { forecastMs, type SpeedSample } from './forecast-ms';
import { geometryOf } from '../math/geometry';
import { parseManifest } from '../model/parse-manifest';
import { defaultSettings, type Settings } from '../settings/settings';

const [model] = parseManifest(
  JSON.parse(readFileSync(join(import.meta.dirname, '../../../public/models/manifest.json'), 'utf8')),
).models;
if (!model) throw new Error('There is no model');

function ask(
  width: number,
  height: number,
  settings: Partial<Settings> = {},
  more: Partial<ForecastRequest> = {},
): ForecastRequest {
  return {
    geometry: geometryOf(width, height),
    model: model as ForecastRequest['model'],
    settings: { ...defaultSettings(), ...settings },
    backend: 'webgpu',
    largestBuffer: 2 ** 31,
    ...more,
  };
}

describe('verdicts', () => {
  test('a picture of the default size fits, and is run at once', () => {
    const { verdict, plan, peak, whole, largest } = forecast(ask(1024, 1024));
    expect(verdict).toBe('fits');
    expect(plan).toEqual(WHOLE);
    expect(peak).toBe(whole.peak);
    // The S encoder keeps 64 bytes for each pixel in one tensor (268 MB at 2048 px).
    expect(largest).toBe(64 * 1024 ** 2);
    expect(forecast(ask(2048, 2048)).whole.largest).toBe(268_435_456);
  });

  test('24 megapixels go in tiles, within 1.5 GB', () => {
    const { verdict, plan, peak, largest, whole } = forecast(
      ask(6000, 4000, { memory: 1500, encoderHalo: 'measured' }),
    );
    expect(verdict).toBe('tile');
    expect(peak).toBeLessThanOrEqual(1.5e9);
    expect(whole.peak).toBeGreaterThan(15e9);
    expect(plan.encoder?.kind).toBe('measured');
    expect(plan.decoder).toMatchObject({ kind: 'exact', grid: { halo: 13 } });
    expect(plan.decoder?.grid.factor).toBeLessThan(3);
    // Halos are compared with the widest that fits: seams take a little of what the exact one would need.
    expect(plan.encoder?.grid.halo).toBeGreaterThan(30);
    const read = plan.encoder?.read as number;
    expect(plan.encoder?.grid.tiles.every(({ read: { width, height } }) => width <= read && height <= read)).toBe(true);
    expect(8 * read).toBeGreaterThan(700);
    const exact = forecast(ask(6000, 4000, { memory: 1500 }));
    expect(exact.verdict).toBe('tile');
    expect(exact.peak).toBeLessThanOrEqual(1.5e9);
    // The halo alone makes a megapixel of each tile.
    expect(exact.plan.encoder).toMatchObject({ kind: 'exact', grid: { halo: 60 } });
    expect(exact.plan.encoder?.grid.factor).toBeGreaterThan(30);
    expect(forecast(ask(6000, 4000, { memory: 1300 })).verdict).toBe('scale-down');
    // The planes of the picture itself.
    expect(largest).toBeGreaterThanOrEqual(12 * 24e6);
  });

  test('between the two, keeping less is enough: one tile is the whole picture', () => {
    const whole = forecast(ask(1024, 1024)).peak;
    const { verdict, plan, peak } = forecast(ask(1024, 1024, { memory: Math.floor((0.97 * whole) / 1e6) }));
    expect(verdict).toBe('tile');
    expect(plan.encoder).toBeNull();
    expect(plan.decoder?.grid).toMatchObject({ across: 1, down: 1, factor: 1 });
    expect(peak).toBeLessThan(0.97 * whole);
  });

  test('a single tile that takes too much with its own copies is cut', () => {
    const whole = forecast(ask(1024, 1024)).peak / 1e6;
    for (let memory = Math.floor(whole) - 1; memory > 0.9 * whole; memory--) {
      const { verdict, peak } = forecast(ask(1024, 1024, { memory }));
      expect(verdict, `${memory} MB`).toBe('tile');
      expect(peak).toBeLessThanOrEqual(memory * 1e6);
    }
  });

  test('more memory makes larger tiles', () => {
    const factors = [3000, 6000, 12_000].map(
      (memory) => forecast(ask(6000, 4000, { memory })).plan.encoder?.grid.factor as number,
    );
    expect(factors).toEqual(factors.toSorted((a, b) => b - a));
    expect(new Set(factors).size).toBe(3);
  });

  test('a buffer that the device does not allow is avoided by tiles, as far as the picture itself fits into one', () => {
    expect(forecast(ask(2048, 2048, { memory: 60_000 }, { largestBuffer: 2 ** 27 })).verdict).toBe('tile');
    const request = ask(6000, 4000, { memory: 60_000 }, { largestBuffer: 2 ** 27 });
    expect(forecast(request).verdict).toBe('scale-down');
    const side = largestSide(request);
    const fitting = { ...request, geometry: geometryOf(side, Math.round((side * 2) / 3)) };
    expect(forecast(fitting).verdict).toBe('tile');
    expect(side).toBeGreaterThan(3000);
  });

  test('settings have the last word', () => {
    expect(isTiled(forecast(ask(8192, 8192, { tiles: 'off' })).plan)).toBe(false);
    const { plan, verdict } = forecast(ask(128, 64, { tiles: 32, encoderHalo: 'measured' }));
    expect(verdict).toBe('fits');
    expect(plan.encoder).toMatchObject({ kind: 'measured', grid: { across: 4, down: 2 } });
    expect(plan.decoder).toMatchObject({ kind: 'exact', grid: { across: 4, down: 2 } });
  });

  test('a network without a receptive field tiles approximately, one without facts is assumed', () => {
    const plain = { ...(model as WholeModel) };
    const { receptiveField, activations, ...encoder } = plain.encoder;
    expect([receptiveField, activations?.largest]).toEqual([961, 64]);
    const { plan, assumed } = forecast(
      ask(256, 256, { tiles: 64, encoderHalo: 'measured' }, { model: { ...plain, encoder } }),
    );
    // A convolutional net that does not say how far it looks is not one that looks everywhere.
    expect(plan.encoder).toMatchObject({ kind: 'approximate', sees: 'unknown' });
    expect(plan.decoder).not.toHaveProperty('sees');
    expect(assumed).toBe(true);
    const seesOf = (more: Partial<typeof plain>) =>
      forecast(ask(256, 256, { tiles: 64 }, { model: { ...plain, encoder, ...more } })).plan.encoder?.sees;
    expect(seesOf({ encoder: { ...encoder, global: true } })).toBe('everything');
    expect(seesOf({ norm: 'group' })).toBe('everything');
    expect(seesOf({ norm: 'group', encoder: { ...encoder, global: false } })).toBe('unknown');
  });
});

test.each(['planned', 'unplanned'] as const)(
  'without tiles: two sets of tensors, the measures, the weights and the larger network, %s',
  (how) => {
    const pixels = 256 ** 2;
    const set = 12 + 2 * 15.75 + (4 * 4 * 12) / 64 + 12 + 24;
    const weights = 4 * (1_037_316 + 5_054_304) + FIXED_BYTES;
    const { encoder, decoder, latentChannels, downscale, norm } = ask(256, 256).model as WholeModel;
    const activations = { peak: 288, largest: 64, ...(how === 'planned' && { namedSizes: true }) };
    const { peak } = forecast(
      ask(
        256,
        256,
        {},
        {
          model: {
            latentChannels,
            downscale,
            norm,
            encoder: { ...encoder, activations },
            decoder: { ...decoder, activations: { peak: 0, largest: 0 } },
          },
        },
      ),
    );
    expect(peak).toBeCloseTo(pixels * (4 + 2 * set + 12 + 15.75 + 16 + 288 + RUNTIME_LATE[how] * 64) + weights, 0);
  },
);

describe('on the CPU', () => {
  const onCpu = (width: number, height: number, settings: Partial<Settings> = {}) =>
    forecast(ask(width, height, settings, { backend: 'wasm', largestBuffer: HEAP_LIMIT }));

  test('there are no error, no second bands and no waiting buffers, but copies, views and the memory of the runtime', () => {
    const pixels = 256 ** 2;
    const set = 12 + 15.75 + (4 * 4 * 12) / 64 + 12 + 12;
    const copies = 15.75 + (2 * 4 * 12) / 64;
    const fixed = HEAP_PER_PARAMETER * (1_037_316 + 5_054_304) + HEAP_FIXED_BYTES;
    expect(onCpu(256, 256).peak).toBeCloseTo(
      DROPPED * (pixels * (4 + 2 * set + 24 + HEAP_FACTOR * 288 + copies) + fixed),
      0,
    );
    const edited = onCpu(256, 256, { bands: { '1.H.R': { gain: 0, threshold: 0, mute: true, swap: false } } });
    expect(edited.peak - onCpu(256, 256).peak).toBeCloseTo(DROPPED * 2 * 15.75 * pixels, 0);
  });

  test('a model of 169 + 337 MB, which states nothing but its parameters, takes what was measured', () => {
    const large = (parameters: number) => ({ parameters, global: false });
    const ofSize = (memory: number) =>
      forecast(
        ask(
          64,
          64,
          { memory },
          {
            backend: 'wasm',
            largestBuffer: HEAP_LIMIT,
            model: {
              ...model,
              encoder: large(169e6 / 4),
              decoder: large(337e6 / 4),
            } as unknown as ForecastRequest['model'],
          },
        ),
      );
    // docs/benchmarks.md, "One large model": 1308 MB at most while it is loaded and run.
    const { peak, verdict } = ofSize(3000);
    expect(verdict).toBe('fits');
    expect(peak).toBeGreaterThan(1308e6);
    expect(peak).toBeLessThan(1.15 * 1308e6);
    expect(ofSize(1000).verdict).not.toBe('fits');
  });

  test('12 megapixels go in tiles, within what is allowed', () => {
    for (const memory of [1900, 2500, 3000]) {
      const { verdict, peak, plan } = onCpu(4000, 3000, { memory, encoderHalo: 'measured' });
      expect([memory, verdict]).toEqual([memory, 'tile']);
      expect(peak).toBeLessThanOrEqual(memory * 1e6);
      expect(plan.decoder?.grid.tiles.length).toBeGreaterThan(1);
    }
    expect(onCpu(4000, 3000, { memory: 1000 }).verdict).toBe('scale-down');
    // The networks would need more than 32 bits can address.
    const { verdict, whole, largest } = onCpu(4000, 3000, { memory: 60_000 });
    expect(verdict).toBe('tile');
    expect(whole.peak).toBeLessThan(60e9);
    expect(whole.largest).toBeGreaterThan(HEAP_LIMIT);
    expect(largest).toBeLessThanOrEqual(HEAP_LIMIT);
  });
});

describe('times', () => {
  const sample = (pixels: number, ms: number, cold = false): SpeedSample => ({
    pixels,
    encoder: ms,
    decoder: 2 * ms,
    rest: ms,
    cold,
  });
  const geometry = geometryOf(1024, 1024);

  test('come from the runs whose size is nearest, the warm ones first', () => {
    expect(forecastMs([], geometry, WHOLE)).toBeNull();
    expect(forecastMs([sample(1e6, 1e-3, true)], geometry, WHOLE)).toEqual({
      ms: expect.closeTo(4 * 1.024 ** 2 * 1000, 3),
      cold: true,
    });
    const samples = [sample(1e6, 1, true), sample(1e6, 1e-3), sample(9e5, 1e-3), sample(8e5, 1e-3), sample(64, 5)];
    expect(forecastMs(samples, geometry, WHOLE)).toEqual({ ms: expect.closeTo(4 * 1.024 ** 2 * 1000, 3), cold: false });
  });

  test('a tiled network takes its factor longer', () => {
    const { plan } = forecast(ask(1024, 1024, { tiles: 512 }));
    const [encoder, decoder] = [plan.encoder?.grid.factor as number, plan.decoder?.grid.factor as number];
    const { ms } = forecastMs([sample(2 ** 20, 1e-3)], geometry, plan) ?? { ms: 0 };
    expect(ms).toBeCloseTo(2 ** 20 * 1e-3 * (encoder + 2 * decoder + 1), 3);
  });
});
