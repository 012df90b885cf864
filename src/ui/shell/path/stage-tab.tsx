import { useId } from 'react';
import { Tab } from 'react-aria-components';
import { counted } from '../../../core/counted';
import { hasEdits } from '../../../core/settings/edits';
import { hasLatentEdits } from '../../../core/settings/latent-settings';
import { neededBy, whyMissing } from '../../../core/missing';
import { whyAbsent } from '../../../state/versions';
import { shownSummary } from '../../../state/selectors';
import { isMeanAlone } from '../../../state/model-of';
import { isEdited } from '../../../state/reference';
import { STAGE_TITLES, type PictureStageId } from '../../../state/stages';
import type { LabState } from '../../../state/state-types';
import { Picture } from '../../kit/picture';
import { bytes, decibels, number, size } from '../../kit/format';
import { useLab } from '../../lab-context';
import { stageThumb } from '../../viewer/requests';
import { useView } from '../../viewer/use-view';

const FLOAT = 4;

interface StageFacts {
  /** What the bytes are counted as, where the name leaves room for it. */
  readonly kind: string;
  readonly first: string;
  readonly second: string;
  /** What screen readers say in place of the picture. */
  readonly said: string;
}

/** Size, and bytes as float32, or of the bits of a quantised latent. */
function factsOf(stage: PictureStageId, state: LabState): StageFacts {
  const { picture } = state;
  const none = { kind: '', first: '', second: '', said: 'nothing yet' };
  const as = 'float32';
  if (!picture) return none;
  const why = whyAbsent(state, 'shown', neededBy(stageThumb(stage, state)));
  if (why) return { kind: '', first: 'not there', second: '\u00a0', said: why };
  const { width, height, paddedWidth, paddedHeight } = picture.info;
  const pictureBytes = bytes(width * height * 3 * FLOAT);
  const padded = paddedWidth * paddedHeight * 3;
  if (stage === 'input') {
    return {
      kind: as,
      first: `${width}×${height}×3`,
      second: pictureBytes,
      said: `${size(width, height)} pixels, ${pictureBytes} as ${as}`,
    };
  }
  if (stage === 'bands') {
    const held = bytes(padded * (1 + 1 / 4 + 1 / 16) * FLOAT);
    return { kind: as, first: '3 × 12', second: held, said: `three levels of 12 channels, ${held} as ${as}` };
  }
  const summary = shownSummary(state);
  if (!summary) return none;
  if (stage === 'latent') {
    const [, channels = 0, rows = 0, columns = 0] = summary.latentDims;
    const { bits } = summary.settings.latent;
    const held = bytes((channels * rows * columns * (bits ?? 8 * FLOAT)) / 8);
    return {
      kind: bits ? `${bits} bits` : as,
      first: `${columns}×${rows}×${channels}`,
      second: held,
      said: `${counted(channels, 'channel')}, ${size(columns, rows)}, ${held} ${bits ? `at ${bits} bits per latent value` : `as ${as}`}`,
    };
  }
  if (stage === 'recon') {
    // Nothing may be there to compare with.
    const psnr = whyMissing(summary, 'error') ? 'decoded' : decibels(summary.psnr);
    return {
      kind: '',
      first: psnr,
      second: pictureBytes,
      said: `${psnr === 'decoded' ? psnr : `PSNR ${psnr}`}, ${pictureBytes} as ${as}`,
    };
  }
  const mean = number(summary.meanAbsolute, 2);
  return { kind: as, first: `MAE ${mean}`, second: pictureBytes, said: `mean absolute error ${mean} of 255` };
}

function badgeOf(stage: PictureStageId, state: LabState): { kind: string; said: string } | null {
  if (stage === 'input' && state.picture?.info.reading?.exact === false) {
    return { kind: 'bad', said: 'altered by this browser' };
  }
  if (stage === 'input' && state.picture?.info.notes.some(({ code }) => code === 'scaled')) {
    return { kind: 'warn', said: 'scaled' };
  }
  if (stage === 'bands' && hasEdits(state.settings.bands)) return { kind: 'edited', said: 'edited' };
  if (stage === 'latent' && hasLatentEdits(state.settings.latent)) return { kind: 'edited', said: 'edited' };
  if (stage === 'latent' && state.settings.posterior === 'sample' && !isMeanAlone(state))
    return { kind: 'edited', said: 'sampled' };
  // What is made from edited values is not what the model makes of the picture.
  if ((stage === 'recon' || stage === 'error') && isEdited(state.settings))
    return { kind: 'edited', said: 'with edits' };
  return null;
}

/** One stage of the path: a live thumbnail with its size and bytes. */
export function StageTab({ stage, nth }: { stage: PictureStageId; nth: number }) {
  const facts = useLab((state) => factsOf(stage, state));
  const badge = useLab((state) => badgeOf(stage, state)?.kind ?? null);
  const badgeSaid = useLab((state) => badgeOf(stage, state)?.said ?? '');
  const shown = useView(useLab((state) => stageThumb(stage, state)));
  const title = STAGE_TITLES[stage];
  const descriptionId = useId();
  const description = [facts.said, badgeSaid].filter(Boolean).join(', ');
  return (
    <Tab
      id={stage}
      className="stage"
      style={{ '--nth': nth } as React.CSSProperties}
      aria-label={title}
      aria-describedby={descriptionId}
    >
      <span className="thumbnail">
        <Picture shown={shown} alt="" />
      </span>
      <span className="name">
        <span className={title === 'Reconstruction' ? 'long' : ''}>{title}</span>
        {title === 'Reconstruction' ? <span className="short">Recon</span> : null}
        {badge ? <span className={`badge ${badge}`} /> : null}
        <span className="kind">{facts.kind}</span>
      </span>
      <span className="meta">
        <span>{facts.first}</span>
        <span className="held">{facts.second}</span>
      </span>
      <span className="hidden-visually" id={descriptionId}>
        {description}
      </span>
    </Tab>
  );
}
