import { paletteOf } from '../../core/view/palette-names';
import type { Legend } from '../../core/view/view';
import type { SourceId } from '../../state/views';
import { Late, latePart } from '../kit/late';
import { useLab } from '../lab-context';
import { isBeforeEdits } from './requests';
import { endsOfAll, lookWords, mappedOf, shareWords, toneWords, unitOfScale } from './scale-text';

const PaletteStrip = latePart(() => import('./palette-strip'));

/** The colours of a view with the values of their ends, and what else was done to them: it stands beside each picture. `letter` names its side. */
export function Ramp({
  legends,
  source,
  letter,
}: {
  legends: readonly Legend[];
  source: SourceId;
  letter?: 'A' | 'B' | undefined;
}) {
  const viewer = useLab(({ viewer: { bands, latent, layer, error, values } }) => ({
    bands,
    latent,
    layer,
    error,
    values,
  }));
  const unit = unitOfScale(source, legends, viewer);
  const [first] = mappedOf(legends);
  const shares = legends.find((legend) => legend.shares)?.shares;
  const isBefore = useLab((state) => isBeforeEdits(source, state.viewer));
  const tone = [...(isBefore ? ['before edits'] : []), ...toneWords(legends, unit)].join(' · ');
  if (!first) {
    return tone ? (
      <span className="ramp" {...(shares && { title: shareWords(shares) })}>
        {letter ? <b>{letter}</b> : null}
        <span className="said">{tone}</span>
      </span>
    ) : null;
  }
  const [low, high] = endsOfAll(legends, unit);
  const look = lookWords(source, viewer).join(' · ');
  return (
    <span className="ramp">
      {letter ? <b>{letter}</b> : null}
      <span className="ends" translate="no" role="img" aria-label={`Colours from ${low} to ${high}`}>
        <span>{low}</span>
        <Strip legend={first} />
        <span>{high}</span>
      </span>
      {look ? <span className="said look">{look}</span> : null}
      {tone ? <span className="said">{tone}</span> : null}
    </span>
  );
}

/** The page starts without tables of colours: they come with the first picture that needs one. */
function Strip({ legend }: { legend: Legend }) {
  const name = paletteOf(legend);
  return name ? (
    <Late waiting={<i />}>
      <PaletteStrip name={name} />
    </Late>
  ) : null;
}
