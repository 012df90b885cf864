import type { Page } from '@playwright/test';
import { ERROR_CODES } from '../src/core/errors';
import { countHeld } from './support/bitmaps';
import { oddFiles, type OddFile } from './support/odd';
import { expect, test } from './support/test';

/** What may be said of a file; all else ('internal' above all) means that nobody expected it. */
const REFUSALS = ['empty-file', 'not-an-image', 'unsupported-format', 'broken-image', 'too-large', 'out-of-memory'];
const BATCH = 40;
/** Ten times what the slowest file takes. */
const ANSWER_MS = 20_000;

interface Outcome {
  readonly name: string;
  readonly end: 'ran' | 'refused' | 'silent';
  readonly code: string;
  readonly message: string;
  /** Whether the same file name and the same values are shown after a refusal. */
  readonly kept: boolean;
  readonly ms: number;
}

function openEach(page: Page, files: readonly OddFile[]): Promise<Outcome[]> {
  return page.evaluate(
    async ({ batch, limit }) => {
      const { litevae } = window;
      const shown = async () => {
        const { dims, data } = await litevae.tensor('input');
        return JSON.stringify([
          document.querySelector('.file b')?.textContent,
          dims,
          data.reduce((sum, value, i) => sum + value * ((i % 97) + 1), 0),
        ]);
      };
      const outcomes: Outcome[] = [];
      for (const { name, type, bytes } of batch) {
        const before = await shown();
        const start = performance.now();
        const attempt = (async () => {
          await litevae.open(new File([bytes], name, { type }));
          const { width, height, mse } = await litevae.run();
          if (!(width > 0 && height > 0 && Number.isFinite(mse)))
            throw { code: 'no numbers', message: `${width} ${height} ${mse}` };
          return { end: 'ran', code: '', message: '' } as const;
        })().catch(
          (error: { code?: string; message?: string }) =>
            ({ end: 'refused', code: String(error.code), message: String(error.message) }) as const,
        );
        const silence = new Promise<{ end: 'silent'; code: string; message: string }>((resolve) =>
          setTimeout(() => resolve({ end: 'silent', code: '', message: '' }), limit),
        );
        const answer = await Promise.race([attempt, silence]);
        const kept = answer.end !== 'refused' || (await shown()) === before;
        outcomes.push({ name, ...answer, kept, ms: performance.now() - start });
      }
      return outcomes;
    },
    { batch: files.map((file) => ({ ...file, bytes: file.bytes as Uint8Array<ArrayBuffer> })), limit: ANSWER_MS },
  );
}

test('every odd file is opened and run, or refused with a sentence, and nothing is left behind', async ({
  lab,
  page,
}) => {
  test.setTimeout(300_000);
  const files = oddFiles();
  expect(files.length).toBeGreaterThan(300);
  const crashes: string[] = [];
  page.on('crash', () => crashes.push('page'));
  page.on('pageerror', (error) => crashes.push(error.message));
  const held = await countHeld(page);
  await lab.open({ backend: 'wasm' });
  await lab.set({ maxSide: 64 });
  // The first picture, so that a refusal has something to leave on screen.
  const first = files.find(({ name }) => name === 'png 17x23 colour 2 depth 8');
  if (!first) throw new Error('The first picture is gone from the list.');
  await lab.openFile(first);
  await lab.run();
  const workers = page.workers().length;

  const outcomes: Outcome[] = [];
  let most = 0;
  for (let at = 0; at < files.length; at += BATCH) {
    outcomes.push(...(await openEach(page, files.slice(at, at + BATCH))));
    const { bitmaps } = await held();
    // The first batch fills the page's cache of views; from then on each new bitmap takes the place of one.
    if (at === 0) most = bitmaps;
    expect(bitmaps, `ImageBitmaps after ${at + BATCH} files`).toBeLessThanOrEqual(most + 2);
  }
  const count = (end: Outcome['end']) => outcomes.filter((outcome) => outcome.end === end).length;
  const wrong = outcomes.filter(
    ({ end, code, message, kept }) =>
      end === 'silent' || !kept || (end === 'refused' && !(REFUSALS.includes(code) && /^[A-Z"“].*[.]$/s.test(message))),
  );
  expect(wrong).toEqual([]);
  expect(count('ran')).toBeGreaterThan(100);
  expect(count('refused')).toBeGreaterThan(100);
  expect(crashes).toEqual([]);
  expect(page.workers().length, 'the worker was not replaced').toBe(workers);
  expect((await held()).objectUrls, 'object URLs').toBe(0);
  expect((await lab.resources()).sessions).toBe(2);
  await expect(page.getByRole('alert')).toHaveCount(0);
  expect(REFUSALS.every((code) => (ERROR_CODES as readonly string[]).includes(code))).toBe(true);
});
