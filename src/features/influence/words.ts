import { counted } from '../../core/counted';
import { milliseconds, number, percent } from '../../ui/kit/format';
import { FAR, type Findings, type Influence } from './state/influence';

/** Such as 'about 40 s', for the line before the start. */
export function outlook(cells: number, pace: number): string {
  return `${counted(cells, 'cell')}, about ${milliseconds(cells * pace)}`;
}

/** What the changes are expected in. */
export function fieldWords({ halo, isKnown }: Pick<Influence, 'halo' | 'isKnown'>): string {
  return isKnown
    ? `the decoder’s receptive field, ${halo} cells around the poked one`
    : `${halo} cells around the poked one (layers of this decoder read the whole picture, so it has no finite receptive field)`;
}

/** Whether one cell carries everything, with the numbers that say so. */
export function verdictWords({ strongest, ratio, beyond, verdict }: Findings, influence: Influence): string {
  const soFar = influence.cells.length < influence.total ? 'So far: ' : '';
  const cell = `cell ${strongest.x}, ${strongest.y}`;
  const times = `${number(ratio, 1)} times as much as the median cell`;
  const far = `${percent(strongest.beyond)} of that lies beyond ${influence.isKnown ? 'the receptive field' : `${influence.halo} cells`}`;
  switch (verdict) {
    case 'one':
      return `${soFar}One cell carries the whole picture: ${cell} changes it ${times}, and ${far}.`;
    case 'strong':
      return `${soFar}One cell stands out, but its change stays near: ${cell} changes the picture ${times}, and ${far}.`;
    case 'far':
      return `${soFar}No cell stands out, but all reach far: of the median cell’s change ${percent(beyond)} lies beyond ${influence.halo} cells, at least ${percent(FAR, 0)}. The strongest, ${cell}, changes the picture ${times}.`;
    case 'none':
      return `${soFar}No cell carries everything: the strongest, ${cell}, changes the picture ${times}, and ${far}.`;
  }
}
