import { describe, expect, it } from 'vitest';
import type { BatchRow } from './state/batch-types';
import { csvOf } from '../../ui/kit/csv';
import { applyPatch, defaultSettings } from '../../core/settings/settings';
import { batchFileName, COLUMNS, csvFile, dataRow } from './numbers';
import { finishedWords, progressWords, sorted, timeLeft } from './words';

function row(
  id: number,
  name: string,
  status: BatchRow['status'],
  psnr: number | null = 0,
  ssim: number | null = 0.5,
  totalMs = 1,
): BatchRow {
  const numbers = {
    psnr,
    ssim,
    totalMs,
    mse: 1 / 3,
    meanAbsolute: 1,
    maxAbsolute: 2,
    width: 16,
    height: 8,
    model: 'tiny',
    backend: 'wasm' as const,
    compression: { ratio: 16, latentValues: 24, bitsPerPixel: 6 },
    estimated: null,
    stLpips: null,
  };
  const why = status === 'failed' ? 'It is "broken".' : '';
  return { id, name, status, why, numbers: status === 'done' ? numbers : null, thumbnails: null, pngBytes: 0 };
}

const ROWS = [
  row(0, 'b10', 'done', null, 0.1, 9),
  row(1, 'b9', 'failed'),
  row(2, 'x', 'done', 20, null, 5),
  row(3, 'a', 'waiting'),
  row(4, 'c', 'running'),
  row(5, 'd', 'done', 30, 0.2, 7),
];
const PLAIN = defaultSettings();
const names = (order: Parameters<typeof sorted>[1]): string[] => sorted(ROWS, order).map(({ name }) => name);

describe('the contact sheet', () => {
  it('has the worst first; then what runs, waits and failed', () => {
    expect(names('psnr')).toEqual(['x', 'd', 'b10', 'c', 'a', 'b9']);
    expect(names('ssim')).toEqual(['b10', 'd', 'x', 'c', 'a', 'b9']);
    expect(names('time')).toEqual(['b10', 'd', 'x', 'c', 'a', 'b9']);
    expect(names('name')).toEqual(['a', 'b9', 'b10', 'c', 'd', 'x']);
  });

  it('says how far it is in words', () => {
    expect(progressWords({ rows: ROWS, running: true, msEach: 60_000 })).toBe('4 of 6, 1 failed, about 2 min left');
    expect(progressWords({ rows: ROWS, running: true, msEach: null })).toBe('4 of 6, 1 failed');
    expect(progressWords({ rows: ROWS, running: false, msEach: 1 })).toBe('Stopped after 4 of 6, 1 failed');
    expect(progressWords({ rows: ROWS.filter(({ status }) => status === 'done'), running: false, msEach: 1 })).toBe(
      '3 of 3 done',
    );
    expect([timeLeft(500), timeLeft(41_000), timeLeft(151_000)]).toEqual([
      'a few seconds left',
      'about 40 s left',
      'about 3 min left',
    ]);
    const ended = ROWS.filter(({ status }) => status === 'done' || status === 'failed');
    expect(finishedWords(ended)).toBe('Batch finished: 3 of 4 pictures, 1 failed. The worst is x, PSNR 20.00\u00a0dB.');
  });

  it('is a CSV of whole numbers and quoted words', () => {
    const lines = csvOf(
      COLUMNS,
      ROWS.slice(0, 2).map((each) => dataRow(each, PLAIN)),
    ).split('\n');
    expect(lines[0]).toMatch(/^"Name","Status","PSNR, dB","SSIM"/);
    expect(lines[1]).toBe(
      '"b10","done","identical",0.1,"",0.3333333333333333,1,2,16,8,16,32,6,"",9,"tiny","wasm","no edits, mean, at most 1024 px by area average","unknown",""',
    );
    expect(lines[2]).toBe(`"b9","failed",${'"",'.repeat(17)}"It is ""broken""."`);
  });

  it('names pictures whose pixels the browser altered', () => {
    const read = (exact: boolean) =>
      ({ ...ROWS[2], numbers: { ...ROWS[2]?.numbers, reading: { by: 'canvas', exact, writes: exact } } }) as BatchRow;
    expect([true, false].map((exact) => dataRow(read(exact), PLAIN).cells[COLUMNS.indexOf('Pixels read') - 1])).toEqual(
      ['true, by a canvas', 'altered by this browser'],
    );
  });

  it('names edits in its columns, in the file and in its name', async () => {
    const edited = applyPatch(PLAIN, { latent: { bits: 3 } });
    const quantised = {
      ...ROWS[2],
      numbers: {
        ...ROWS[2]?.numbers,
        compression: { ratio: 16, latentValues: 24, bitsPerPixel: 0.5625 },
        estimated: 0.39,
        stLpips: 0.0625,
      },
    } as BatchRow;
    expect(dataRow(quantised, edited).cells.slice(10, 17)).toEqual([
      3,
      0.5625,
      0.39,
      5,
      'tiny',
      'wasm',
      '3 bits per latent value, mean, at most 1024 px by area average',
    ]);
    expect(dataRow(quantised, edited).cells[COLUMNS.indexOf('ST-LPIPS') - 1]).toBe(0.0625);
    const [head, line] = (await csvFile([quantised], edited).text()).split('\n');
    expect(head).toMatch(/"Why it failed","Settings as JSON"$/);
    expect(JSON.parse((/"(\{.*\})"$/.exec(line ?? '')?.[1] ?? '').replaceAll('""', '"'))).toEqual(edited);
    expect(batchFileName([quantised], 'csv', edited)).toBe('batch-edited-tiny.csv');
    expect(batchFileName([quantised], 'zip', PLAIN)).toBe('batch-tiny.zip');
  });
});
