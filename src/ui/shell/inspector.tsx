import { cellOf } from '../../core/math/geometry';
import { STAGE_TITLES, type StageId } from '../../state/stages';
import { blockText, fewerText, number } from '../kit/format';
import { DRAWERS } from '../../features/list';
import { DrawerOf } from '../kit/drawer';
import { P, WordsPanel } from '../kit/words';
import { useLab } from '../lab-context';
function useLine(stage: StageId): string {
  const values = useLab((state) => state.result?.summary.compression ?? null);
  const channels = useLab((state) => state.result?.summary.latentDims[1] ?? null);
  const block = useLab(({ result }) => blockText(cellOf(result?.summary ?? {})));
  switch (stage) {
    case 'input':
      return 'What the network really gets: decoded, turned upright, converted to sRGB, scaled and padded.';
    case 'bands':
      return 'Each level splits the picture into an average (A) and three kinds of edge (H, V, D) at half the size.';
    case 'encoder':
      return 'The network that turns what it reads of the picture into a few numbers for each block: blocks, layers and what they cost.';
    case 'decoder':
      return 'The network that rebuilds the picture from the latent alone: blocks, layers and what they cost.';
    case 'latent':
      return channels
        ? `${channels === 1 ? '1 number stands' : `${channels} numbers stand`} for each ${block} of pixels. This is all that the decoder sees.`
        : `A few numbers stand for each ${block} of pixels. This is all that the decoder sees.`;
    case 'recon':
      return values
        ? `What the decoder rebuilt from ${number(values.latentValues)} latent values, where the picture has ${number(values.latentValues * values.ratio)}: ${fewerText(values.ratio)}.`
        : 'What the decoder rebuilds from the latent.';
    case 'error':
      return 'The difference between the reconstruction and the input, pixel by pixel.';
  }
}

/** The selected stage in numbers and controls: a title, one line, and drawers in a fixed order. */
export function Inspector() {
  const stage = useLab((state) => state.viewer.stage);
  const line = useLine(stage);
  const decided = useLab((state) => state.decided);
  return (
    <>
      <div className="inspector-head">
        <h2>{STAGE_TITLES[stage]}</h2>
        <WordsPanel>
          <P>{line}</P>
        </WordsPanel>
      </div>
      {/* Their first numbers come with what a visit starts with; drawers that grow then would push each other. */}
      {decided ? (
        <div className="drawers">
          {DRAWERS[stage].map((drawer) => (
            <DrawerOf key={drawer.id} drawer={drawer} />
          ))}
        </div>
      ) : null}
    </>
  );
}
