import { footprintOf, type Footprint, type PictureRef } from '../../core/metrics/footprint';
import type { Rect } from '../../core/view/view';
import { checkSameSize, type Results } from './results';
import { unlessLost } from '../lab/unless-lost';

/** How two pictures among the results of a backend differ. @throws LabError 'no-picture', 'bad-setting' for two sizes */
export async function comparePictures(
  results: Results,
  picture: PictureRef,
  against: PictureRef,
  pixels: Rect,
): Promise<Footprint> {
  const read = ({ tensor, slot }: PictureRef) => unlessLost(() => results.read(tensor, slot), results.lost);
  const [one, other] = [await read(picture), await read(against)];
  checkSameSize(one.dims, other.dims);
  return footprintOf(one, other, pixels);
}
