import type { StageId } from '../../state/stages';

interface DrawerEntry {
  readonly id: string;
  readonly name: string;
}

/** The drawers of each stage in the order of the inspector, so that they can be found by name. */
export const DRAWERS_OF: Readonly<Record<StageId, readonly DrawerEntry[]>> = {
  input: [
    { id: 'truth', name: 'What the network sees' },
    { id: 'haar', name: 'Haar by hand' },
    { id: 'limits', name: 'Size and matte' },
    { id: 'forecast', name: 'Size forecast' },
    { id: 'input-statistics', name: 'Values' },
  ],
  bands: [
    { id: 'matrix', name: 'Band matrix' },
    { id: 'leave-one-out', name: 'Leave one out' },
    { id: 'haar', name: 'Haar by hand' },
    { id: 'add-bands', name: 'Add one band at a time' },
    { id: 'band-histogram', name: 'Band histogram' },
    { id: 'band-statistics', name: 'Band values' },
  ],
  latent: [
    { id: 'posterior', name: 'Latent statistics' },
    { id: 'latent-histogram', name: 'Channel histogram' },
    { id: 'sampling', name: 'Sampling' },
    { id: 'sample-variance', name: 'Sample variance' },
    { id: 'probe', name: 'Probe' },
    { id: 'channels', name: 'Edit channels' },
    { id: 'interpolate', name: 'Interpolate' },
    { id: 'paste', name: 'Paste a region' },
  ],
  recon: [
    { id: 'quality', name: 'Quality' },
    { id: 'rate', name: 'Rate and distortion' },
    { id: 'compare', name: 'Compare settings or models' },
    { id: 'maps', name: 'Error maps and region numbers' },
    { id: 'error-bands', name: 'Error by sub-band' },
    { id: 'error-histogram', name: 'Error histogram' },
    { id: 'error-statistics', name: 'Error values' },
    { id: 'timing', name: 'Timing' },
    { id: 'tiles', name: 'Tiles' },
    { id: 'parity', name: 'Matches PyTorch' },
  ],
  error: [
    { id: 'maps', name: 'Error maps and region numbers' },
    { id: 'error-bands', name: 'Error by sub-band' },
    { id: 'error-histogram', name: 'Error histogram' },
    { id: 'error-statistics', name: 'Error values' },
    { id: 'quality', name: 'Quality' },
    { id: 'timing', name: 'Timing' },
  ],
};
