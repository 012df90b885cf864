import { join } from 'node:path';
import { fileOf, type TestFile } from '../../support/lab';
import { GOLDENS, PICTURES } from './paths';

/** What a page says of a picture; every engine gives the same. */
export interface Numbers {
  readonly psnr: number | null;
  readonly ssim: number | null;
  readonly mse: number;
  readonly flip: number;
  /** Mean and standard deviation of each channel of the latent, and of all bands of level 1. */
  readonly latent: readonly (readonly number[])[];
  readonly bands: readonly (readonly number[])[];
  /** PSNR with a band muted, a sample of the posterior and 4 bits. */
  readonly edited: number | null;
}

/** Pictures that are not scaled, in formats without loss. */
export const MEASURED: readonly TestFile[] = [
  join(GOLDENS, 'tiny-f8c12/64x64.png'),
  join(GOLDENS, 'tiny-f8c12/53x37.png'),
  join(PICTURES, 'webp-lossless.webp'),
  join(PICTURES, 'png-rgb16.png'),
].map(fileOf);

/** Runs in a page of any engine, which has nothing but the arguments. */
export async function measure(text: string, type: string): Promise<Numbers> {
  const lab = window.litevae;
  await lab.open(new Blob([Uint8Array.from(atob(text), (each) => each.charCodeAt(0))], { type }));
  const { psnr, ssim, mse, stats } = await lab.run();
  const { whole } = await lab.region(null);
  const of = (name: 'latent' | 'bands1'): number[][] => stats[name].map(({ mean, std }) => [mean, std]);
  await lab.set({ bands: { '1.H.G': { mute: true } }, posterior: 'sample', seed: 7, latent: { bits: 4 } });
  const edited = await lab.run();
  await lab.set({ bands: {}, posterior: 'mean', seed: 0, latent: {} });
  await lab.run();
  return {
    psnr,
    ssim,
    mse,
    flip: whole.flip as number,
    latent: of('latent'),
    bands: of('bands1'),
    edited: edited.psnr,
  };
}

export const asText = ({ bytes }: TestFile): string => Buffer.from(bytes).toString('base64');
