import { describe, expect, it } from 'vitest';
import { parseCard } from './parse-card';
import { CARD_KIND, looksLikeCard, MAX_CARD_BYTES, type ReproCard } from './repro-card';
import { defaultSettings } from './settings';

const CARD: ReproCard = {
  kind: CARD_KIND,
  version: 1,
  made: '2026-01-02T03:04:05.000Z',
  model: { id: 'm', revision: '1', encoder: 'a'.repeat(64), decoder: 'b'.repeat(64) },
  runtime: {
    backend: 'wasm',
    adapter: 'CPU, 2 threads',
    software: false,
    ort: '1.30.0',
    threads: 2,
    precision: 'fp32',
  },
  picture: { name: 'a.png', bytes: 12, sha256: 'c'.repeat(64), width: 8, height: 8 },
  settings: defaultSettings(),
  metrics: { psnr: null, identical: true, ssim: null, mse: 0, meanAbsolute: 0, maxAbsolute: 0 },
};

describe('parseCard', () => {
  it('reads what was written', () => {
    expect(parseCard(JSON.stringify(CARD))).toEqual(CARD);
  });

  it.each([
    ['{', 'not valid JSON'],
    ['[]', 'no settings and results of this page'],
    ['{"kind":"something else"}', 'no settings and results of this page'],
    [JSON.stringify({ ...CARD, version: 2 }), 'version 2'],
    [JSON.stringify({ ...CARD, picture: { ...CARD.picture, sha256: 'C'.repeat(64) } }), 'its picture'],
    [
      JSON.stringify({ ...CARD, picture: { ...CARD.picture, bytes: '12' } }),
      'damaged: the size of its picture is missing',
    ],
    [JSON.stringify({ ...CARD, picture: [] }), 'its picture'],
    [JSON.stringify({ ...CARD, second: null }), 'its second picture'],
    [JSON.stringify({ ...CARD, model: { id: 'm' } }), 'its model'],
    [JSON.stringify({ ...CARD, runtime: null }), 'its runtime'],
    [JSON.stringify({ ...CARD, metrics: { ...CARD.metrics, mse: '0' } }), 'its metrics'],
    [JSON.stringify({ ...CARD, settings: [] }), 'its settings'],
    [JSON.stringify({ ...CARD, made: 'yesterday' }), 'its date'],
    [JSON.stringify({ ...CARD, second: {} }), 'its second picture'],
  ])('refuses %s', (text, why) => {
    expect(() => parseCard(text)).toThrow(why);
  });
});

describe('looksLikeCard', () => {
  it('goes by type or name, and size', () => {
    expect(looksLikeCard({ type: 'application/json', size: 2000 })).toBe(true);
    expect(looksLikeCard({ type: '', name: 'Card.JSON', size: 2000 })).toBe(true);
    expect(looksLikeCard({ type: 'image/png', name: 'a.png', size: 2000 })).toBe(false);
    expect(looksLikeCard({ type: 'application/json', size: MAX_CARD_BYTES + 1 })).toBe(false);
  });
});
