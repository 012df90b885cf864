import { compareQuality } from '../../core/metrics/metrics';
import { note, type Finding } from '../../core/model/model-contract';
import type { TensorData } from '../../core/tensor';

/** How much two runs of a network that draws its own noise differ, for equal input. */

const WHY = 'Nothing. Differences under this one say nothing about a setting, a backend or another model.';

/** @param run gives a reconstruction [1,3,H,W] in [-1, 1], cropped */
export async function twoPictures(run: () => Promise<TensorData>): Promise<Finding> {
  const [first, second] = [await run(), await run()];
  const { psnr } = compareQuality(first, second);
  const found = psnr === null ? 'equal in 8 bits' : `a PSNR of ${psnr.toFixed(2)} dB between both reconstructions`;
  return note('both', 'Two runs of one picture', 'equal', found, WHY);
}

/** @param run gives what the network gives, of any shape */
export async function twoOutputs(part: 'encoder' | 'decoder', run: () => Promise<TensorData>): Promise<Finding> {
  const [first, second] = [await run(), await run()];
  let [power, difference] = [0, 0];
  first.data.forEach((value, i) => {
    power += value ** 2;
    difference += (value - (second.data[i] as number)) ** 2;
  });
  const ratio = 10 * Math.log10(power / difference);
  const found = difference === 0 ? 'equal' : `a difference ${ratio.toFixed(2)} dB under the output`;
  return note(part, 'Two runs of one input', 'equal', found, WHY);
}
