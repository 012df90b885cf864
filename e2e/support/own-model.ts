import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import type { ErrorInfo } from '../../src/core/errors';
import type { Finding } from '../../src/core/model/model-contract';
import { expectTensor, loadGoldens } from './goldens';
import { fileOf, type Lab } from './lab';
import { expect } from './test';

const FIXTURES = join(import.meta.dirname, '../fixtures');
export const kind = (name: string): Buffer => readFileSync(join(FIXTURES, 'tiny-kinds', name));
export const foreign = (name: string): Buffer => readFileSync(join(FIXTURES, 'tiny-foreign', name));
export const chosen = (name: string, buffer: Buffer) => ({ name, mimeType: 'application/octet-stream', buffer });
export const dropped = (name: string, bytes: Buffer) => ({ name, type: '', bytes: new Uint8Array(bytes) });
export const GOLDENS = loadGoldens('tiny-kinds').cases;
export const golden = (name: string) => GOLDENS.find((each) => each.name === name) as (typeof GOLDENS)[number];
export const PIXELS = golden('tiny-pixels');
export const PICTURE = fileOf(PIXELS.picture);

export interface Added {
  readonly id?: string;
  readonly refused?: ErrorInfo & { readonly findings?: readonly Finding[] };
}

/** window.litevae.addModel with files as Blobs; what is not given is left out. */
export function addModel(page: Page, files: Readonly<Record<string, Buffer>>, answers: object = {}): Promise<Added> {
  const given = Object.entries(files).map(([name, bytes]) => [name, new Uint8Array(bytes)] as const);
  return page.evaluate(
    async ([parts, said]) => {
      const blobs = Object.fromEntries(
        parts.map(([name, bytes]) => [name, new Blob([bytes as Uint8Array<ArrayBuffer>])]),
      );
      return window.litevae.addModel({ ...(blobs as { encoder: Blob; decoder: Blob }), answers: said }).then(
        (id) => ({ id }),
        (refused: ErrorInfo & { findings?: Finding[] }) => ({
          refused: {
            code: refused.code,
            message: refused.message,
            ...(refused.findings && { findings: refused.findings }),
          },
        }),
      );
    },
    [given, answers] as const,
  );
}

export async function openPicture(lab: Lab): Promise<number> {
  await lab.open({ backend: 'wasm' });
  await lab.openFile(PICTURE);
  return (await lab.run()).psnr ?? 0;
}

export async function choose(dialog: Locator, ...files: ReturnType<typeof chosen>[]): Promise<void> {
  await dialog.getByLabel('Files of a model').setInputFiles(files);
}

/** Expects mean, latent and reconstruction of what runs to be those that Python made. */
export async function expectGolden(lab: Lab, { tensors, psnr }: (typeof GOLDENS)[number]): Promise<void> {
  expect((await lab.run()).psnr).toBeCloseTo(psnr, 2);
  for (const name of ['mean', 'reconstruction'] as const) {
    const expected = tensors[name];
    if (expected) expectTensor(name, await lab.tensor(name), expected, 1e-3);
  }
}
