import { expect, test, vi } from 'vitest';
import { aborted } from '../../core/errors';
import { defaultSettings } from '../../core/settings/settings';
import type { Backend } from './backend';
import type { Models } from './models';
import type { ChosenFiles } from '../../core/model/precision';
import { Trials, type TrialHost } from './trials';
import { Turns } from './turns';

// What a source may be, besides a file.
vi.stubGlobal('ImageBitmap', Map);

/** A backend that computes in one precision and has no other model; it stops the trial when it has its files. */
function backendOf(precision: 'fp16' | 'fp32', got: unknown[]) {
  return {
    loaded: () => undefined,
    stages: { samples: { forget: () => undefined } },
    choose: () => ({ precision, encoder: { sha256: `e ${precision}` }, decoder: { sha256: `d ${precision}` } }),
    networksFor: async (_model: unknown, download: (files: ChosenFiles) => Promise<unknown>) => {
      got.push(
        await download({
          precision,
          encoder: { sha256: `e ${precision}` },
          decoder: { sha256: `d ${precision}` },
        } as ChosenFiles),
      );
      throw aborted();
    },
  } as unknown as Backend;
}

/** Files are named after what they were asked as. */
function trialsOn(turns: Turns, backend: () => Backend): { trials: Trials; asked: (string | undefined)[] } {
  const asked: (string | undefined)[] = [];
  const download = async (_model: unknown, { precision }: ChosenFiles) => {
    asked.push(precision);
    return precision;
  };
  const models = { find: async () => ({ id: 'other' }), download } as unknown as Models;
  const picture = { source: { data: new Blob(), name: 'a' } };
  const host = { turns, models, backend, picture: () => picture } as unknown as TrialHost;
  return { trials: new Trials(host), asked };
}

test('a precision that changes before the turn of a trial has files of its own', async () => {
  const got: unknown[] = [];
  const turns = new Turns();
  let backend = backendOf('fp16', got);
  const { trials, asked } = trialsOn(turns, () => backend);
  let end = (): void => undefined;
  void turns.run(() => new Promise<void>((resolve) => (end = resolve)));
  const trial = trials.run(1, { settings: defaultSettings() });
  await new Promise((resolve) => setTimeout(resolve));
  backend = backendOf('fp32', got);
  end();
  await expect(trial).rejects.toMatchObject({ code: 'aborted' });
  expect(asked).toEqual(['fp16', 'fp32']);
  expect(got).toEqual(['fp32']);
});

test('files that are there before the turn are not downloaded again', async () => {
  const got: unknown[] = [];
  const backend = backendOf('fp32', got);
  const { trials, asked } = trialsOn(new Turns(), () => backend);
  await expect(trials.run(1, { settings: defaultSettings() })).rejects.toMatchObject({ code: 'aborted' });
  expect([asked, got]).toEqual([['fp32'], ['fp32']]);
});
