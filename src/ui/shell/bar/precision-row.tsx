import { paritySentence } from '../../../core/model/parity';
import { Segment } from '../../kit/segment';
import { useActions, useLab } from '../../lab-context';
import { P } from '../../kit/words';

const CHOICES = [
  { id: 'auto', text: 'Auto' },
  { id: 'fp32', text: 'fp32' },
  { id: 'fp16', text: 'fp16' },
] as const;

/** The precision that was asked for, why the one that runs does, and how fp16 did where it was only tried. */
export default function PrecisionRow() {
  const { set } = useActions();
  const asked = useLab((state) => state.settings.precision);
  const info = useLab((state) => state.session.info);
  const half = useLab((state) => state.parity.half);
  const refused = useLab(({ settings, work }) => settings.precision === 'fp16' && work.error !== null);
  return (
    <>
      <div className="row">
        <span className="dim">Precision</span>
        <Segment label="Precision" options={CHOICES} value={asked} onChange={(precision) => set({ precision })} />
      </div>
      {info ? (
        <P className={refused || info.half === 'failed' ? 'warn' : 'hint'}>
          {`${refused ? 'fp16 does not run here. ' : ''}${half ? triedSentence(half.ok, paritySentence(half)) : info.precisionReason}`}
        </P>
      ) : null}
    </>
  );
}

function triedSentence(ok: boolean, says: string): string {
  return ok ? `fp16 is taken from the next start on: ${says}` : `fp16 is not taken: ${says}`;
}
