import { describe, expect, it, test } from 'vitest';
import {
  completeLatent,
  hasLatentEdits,
  latentReadsSecond,
  type LatentEdits,
  type LatentPatch,
} from './latent-settings';
import { applyPatch, defaultSettings, fromFragment, toFragment } from './settings';

const EVERYTHING: LatentEdits = {
  mix: { amount: 0.25, mode: 'spherical' },
  paste: { fromX: 1, fromY: 2, toX: 3, toY: 4, width: 5, height: 6 },
  channels: { 2: { gain: 0, offset: -1.5, from: 2 }, 11: { gain: 1, offset: 0, from: 3 } },
  pokes: [
    { channel: 'all', x: 0, y: 0, width: 1, height: 1, amount: 2 },
    { channel: 7, x: 9, y: 8, width: 3, height: 2, amount: -64 },
  ],
  noise: { schedule: 'cosine', amount: 0.5, seed: 4294967295 },
  bits: 3,
};

describe('completeLatent', () => {
  it('keeps what is complete, word by word and in one order', () => {
    expect(completeLatent(EVERYTHING)).toEqual(EVERYTHING);
    const { mix, ...rest } = EVERYTHING;
    const shuffled = completeLatent({ ...rest, mix: { mode: 'spherical', amount: mix?.amount ?? 0 } });
    expect(JSON.stringify(shuffled)).toBe(JSON.stringify(EVERYTHING));
  });

  it('fills channels up with gain 1, offset 0 and themselves', () => {
    expect(completeLatent({ channels: { 5: { offset: 2 }, 6: { from: 1 } } }).channels).toEqual({
      5: { gain: 1, offset: 2, from: 5 },
      6: { gain: 1, offset: 0, from: 1 },
    });
  });

  it('drops what changes nothing', () => {
    const idle: LatentPatch = {
      mix: { amount: 0, mode: 'linear' },
      paste: undefined,
      channels: { 3: {}, 4: { gain: 1, offset: 0, from: 4 } },
      pokes: [{ channel: 0, x: 0, y: 0, width: 1, height: 1, amount: 0 }],
      noise: { schedule: 'flow', amount: 0, seed: 1 },
      bits: undefined,
    };
    expect(Object.keys(completeLatent(idle))).toEqual([]);
    const poke = { channel: 1, x: 0, y: 0, width: 1, height: 1, amount: 1 };
    expect(completeLatent({ pokes: [{ ...poke, amount: 0 }, poke] })).toEqual({ pokes: [poke] });
  });

  it('does not keep the objects of who called', () => {
    const poke = { channel: 1, x: 0, y: 0, width: 1, height: 1, amount: 1 };
    expect(completeLatent({ pokes: [poke] }).pokes?.[0]).not.toBe(poke);
  });
});

const poke = { channel: 0, x: 0, y: 0, width: 1, height: 1, amount: 1 };
const paste = { fromX: 0, fromY: 0, toX: 0, toY: 0, width: 1, height: 1 };

test.each<[Record<string, unknown>, RegExp]>([
  [{ mix: 1 }, /"mix" of the setting "latent" is an object, not 1\./],
  [{ mix: null }, /"mix" .* not null/],
  [{ mix: { amount: 1.5, mode: 'linear' } }, /"amount" of the mix of the latent is a number from 0 to 1, not 1\.5\./],
  [{ mix: { amount: NaN, mode: 'linear' } }, /0 to 1/],
  [{ mix: { amount: 1, mode: 'cubic' } }, /'linear' or 'spherical'/],
  [{ mix: { amount: 1 } }, /The mix of the latent needs "mode", 'linear' or 'spherical'\./],
  [{ mix: { amount: 1, mode: 'linear', seed: 1 } }, /has amount and mode, not "seed"/],
  [{ paste: { ...paste, fromX: -1 } }, /"fromX" of the paste of the latent is a whole number from 0 to 1023, not -1/],
  [{ paste: { ...paste, width: 0 } }, /1 to 1024/],
  [{ paste: { width: 1, height: 1 } }, /needs "fromX"/],
  [{ channels: [] }, /"channels" .* an object/],
  [{ channels: { x: {} } }, /A channel of the latent is a whole number from 0 to 255, not "x"/],
  [{ channels: { 256: {} } }, /0 to 255/],
  [{ channels: { '01': {} } }, /"01"/],
  [{ channels: { 1: { gain: 9 } } }, /"gain" of the edit of channel 1 is a number from -8 to 8, not 9\./],
  [{ channels: { 1: { offset: 65 } } }, /-64 to 64/],
  [{ channels: { 1: { from: 0.5 } } }, /"from" .* 0 to 255/],
  [{ channels: { 1: { mute: true } } }, /has gain, offset and from, not "mute"/],
  [{ channels: { 1: null } }, /edit of channel 1 is an object/],
  [{ pokes: {} }, /a list of at most 64/],
  [{ pokes: Array<object>(65).fill(poke) }, /at most 64/],
  [
    { pokes: [poke, { ...poke, channel: 'any' }] },
    /"channel" of poke 2 of the latent is 'all' or a whole number from 0 to 255/,
  ],
  [{ pokes: [{ ...poke, x: 1024 }] }, /0 to 1023/],
  [{ pokes: [{ ...poke, amount: Infinity }] }, /-64 to 64/],
  [{ pokes: [{ x: 1 }] }, /Poke 1 of the latent needs "channel"/],
  [{ noise: { schedule: 'sigmoid', amount: 0, seed: 0 } }, /'added', 'flow', 'cosine' or 'linear'/],
  [
    { noise: { schedule: 'added', amount: 4.5, seed: 0 } },
    /"amount" of the noise of the latent is a number from 0 to 4/,
  ],
  [{ noise: { schedule: 'flow', amount: 1.5, seed: 0 } }, /0 to 1/],
  [{ noise: { schedule: 'flow', amount: 1, seed: -1 } }, /4294967295/],
  [{ noise: { schedule: 'flow', amount: 1 } }, /needs "seed"/],
  [{ bits: 5 }, /"bits" of the setting "latent" is 2, 3, 4, 6, 8 or 16, not 5\./],
  [{ bits: '4' }, /not "4"/],
])('%j is refused', (latent, says) => {
  expect(() => applyPatch(defaultSettings(), { latent } as never)).toThrow(says);
  expect(() => applyPatch(defaultSettings(), { latent } as never)).toThrow(
    expect.objectContaining({ code: 'bad-setting' }),
  );
});

test('a link carries every edit of the latent', () => {
  const settings = applyPatch(defaultSettings(), { latent: EVERYTHING });
  expect(fromFragment(`#${toFragment(settings)}`)).toEqual(settings);
  expect(toFragment(settings)).not.toBe('');
});

test('it is known whether there are edits, and whether they need the second picture', () => {
  expect([{}, { bits: 2 as const }].map(hasLatentEdits)).toEqual([false, true]);
  expect(
    [{ bits: 2 as const }, { mix: EVERYTHING.mix }, { paste }].map((edits) => latentReadsSecond(edits as LatentEdits)),
  ).toEqual([false, true, true]);
});
