import type { Part } from '../../core/tiles/run-plan';

/** A network that others published: parameters, and operations for a picture of 256 x 256 pixels. */
export interface Published {
  readonly name: string;
  /** Where there is little room. */
  readonly short: string;
  readonly parameters: number;
  readonly macs: number;
}

/**
 * Parameters of the LiteVAE encoders and of SD-VAE's networks are those of the paper (arXiv 2405.14477, tables 3, 23 and 24).
 * The paper counts no operations of LiteVAE: those, and TAESD's numbers, were counted from the published architectures
 * (docs/networks.md).
 */
export const PUBLISHED: Readonly<Record<Part, readonly Published[]>> = {
  encoder: [
    { name: 'LiteVAE-S', short: 'S', parameters: 1.03e6, macs: 5.8e9 },
    { name: 'LiteVAE-B', short: 'B', parameters: 6.75e6, macs: 37.8e9 },
    { name: 'LiteVAE-M', short: 'M', parameters: 32.75e6, macs: 224e9 },
    { name: 'LiteVAE-L', short: 'L', parameters: 41.42e6, macs: 232.9e9 },
    { name: 'SD-VAE', short: 'SD', parameters: 34.16e6, macs: 136.4e9 },
    { name: 'TAESD', short: 'TAESD', parameters: 1_222_532, macs: 15.3e9 },
  ],
  decoder: [
    { name: 'SD-VAE, and LiteVAE in its paper', short: 'SD', parameters: 49.49e6, macs: 311e9 },
    { name: 'TAESD', short: 'TAESD', parameters: 1_222_531, macs: 17.7e9 },
  ],
};
