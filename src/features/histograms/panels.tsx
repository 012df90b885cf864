import { useState } from 'react';
import { LEVELS, ORIENTATIONS, type Level, type Orientation } from '../../core/math/bands';
import { whyMissing } from '../../core/missing';
import { isPictureRead } from '../../state/model-of';
import { ChannelPick } from '../../ui/kit/channel-pick';
import { Pick } from '../../ui/kit/pick';
import { Segment } from '../../ui/kit/segment';
import { number, signed } from '../../ui/kit/format';
import { useResult } from '../../ui/kit/use-result';
import { useActions, useLab } from '../../ui/lab-context';
import { QUANTITY_OPTIONS } from '../../ui/viewer/options';
import { HistogramBody } from './histogram-body';
import { bandPlan, errorPlan, latentPlan } from './plans';
import { P } from '../../ui/kit/words';

export interface PanelProps {
  readonly asTable: boolean;
}

const BANDS = LEVELS.flatMap((level) =>
  ORIENTATIONS.map((orientation) => ({ id: `${orientation}${level}`, text: `${orientation}${level}` })),
);

/** Values of the selected band in each colour. */
export function BandHistogram({ asTable }: PanelProps) {
  const { setBands } = useActions();
  const summary = useResult();
  const { level, orientation, raw } = useLab((state) => state.viewer.bands);
  const pixels = useLab(isPictureRead);
  const name = `${orientation}${level}`;
  return (
    <>
      <div className="row between">
        <Pick
          label="Band"
          options={BANDS}
          value={name}
          onChange={(id) => setBands({ orientation: id[0] as Orientation, level: Number(id[1]) as Level })}
        />
        <span className="dim small">{raw ? 'before edits' : pixels ? 'after edits' : 'what the encoder gets'}</span>
      </div>
      <HistogramBody asTable={asTable} request={summary ? bandPlan(summary, level, orientation, raw) : null} />
    </>
  );
}

const REFERENCES = [
  { id: 'unit', text: 'N(0, 1)' },
  { id: 'own', text: 'Its own normal' },
] as const;

/** Values of one latent channel beside a normal distribution: the prior, or the one with its mean and spread. */
export function LatentHistogram({ asTable }: PanelProps) {
  const summary = useResult();
  const { channel, tensor } = useLab((state) => state.viewer.latent);
  const [chosen, setChosen] = useState<'unit' | 'own'>('unit');
  const quantity = tensor === 'sigma' ? 'logvar' : tensor;
  const stats = summary?.stats[quantity][channel];
  // Log-variances have no prior to be compared with.
  const against = quantity === 'logvar' ? 'own' : chosen;
  const normal =
    against === 'unit' || !stats
      ? { name: 'N(0, 1)', mean: 0, std: 1 }
      : {
          name: `Normal, mean ${signed(stats.mean, 2)}, std ${number(stats.std, 2)}`,
          mean: stats.mean,
          std: stats.std || 1e-6,
        };
  const count = summary?.latentDims[1] ?? 0;
  const words = QUANTITY_OPTIONS.find(({ id }) => id === quantity)?.text ?? '';
  return (
    <>
      <div className="row between">
        <ChannelPick channel={channel} count={count} />
        {quantity === 'logvar' ? (
          <span className="dim small">against its own normal</span>
        ) : (
          <Segment label="Compare with" options={REFERENCES} value={chosen} onChange={setChosen} />
        )}
      </div>
      {summary && whyMissing(summary, quantity) ? (
        <P className="hint">{whyMissing(summary, quantity)}</P>
      ) : (
        <HistogramBody
          asTable={asTable}
          request={
            summary && stats ? latentPlan(summary, quantity, channel, `${words} of channel ${channel}`, normal) : null
          }
        />
      )}
    </>
  );
}

/** Reconstruction minus input in each colour. */
export function ErrorHistogram({ asTable }: PanelProps) {
  const summary = useResult();
  const values = useLab((state) => state.viewer.values);
  return <HistogramBody asTable={asTable} request={summary ? errorPlan(summary, values) : null} />;
}
