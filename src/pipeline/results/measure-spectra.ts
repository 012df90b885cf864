import { cellOf } from '../../core/math/geometry';
import { finished } from '../../core/metrics/metrics';
import { lumaOfCells, spectraInSteps, type Spectra } from '../../core/metrics/spectrum';
import { makes } from '../../core/missing';
import { hearMessages } from '../lab/run';
import { inSteps } from '../lab/stages';
import type { YieldTurn } from '../lab/turns';
import { unlessLost } from '../lab/unless-lost';
import type { Finished } from './read-tensor';

/** Work goes on for so long before others get their turn: small latents are done at once, and no frame takes their turn. */
const TURN_MS = 50;

/** Power by spatial frequency of the latent that the decoder reads, and of the picture. @throws what yieldTurn throws */
export async function measureSpectra({ results, run: { summary } }: Finished, yieldTurn: YieldTurn): Promise<Spectra> {
  const read = (name: 'latent' | 'input') => unlessLost(() => results.read(name, 'shown'), results.lost);
  const latent = await read('latent');
  const [, , rows = 0, columns = 0] = latent.dims;
  const luma = makes(summary, 'input') ? lumaOfCells(await read('input'), rows, columns, cellOf(summary)) : null;
  const picture = luma && finished(spectraInSteps(luma)).mean;
  let began = performance.now();
  const spectra = await inSteps(spectraInSteps(latent), async () => {
    if (performance.now() - began < TURN_MS) return;
    await hearMessages();
    yieldTurn();
    began = performance.now();
  });
  return { job: summary.job, picture, ...spectra };
}
