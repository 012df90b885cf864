import { ToggleButton } from 'react-aria-components';
import { counted } from '../../core/counted';
import { leftOutPlan, type LeftOutResult, type Ranking } from './state/leave-one-out';
import { bandsModeOf } from '../../state/model-of';
import { CheckBox } from '../../ui/kit/check-box';
import { MathsLink } from '../../ui/kit/maths-link';
import { decibels, number, signed } from '../../ui/kit/format';
import { DataTable } from '../../ui/kit/data-table';
import { Counted, StartStop, Trouble } from '../../ui/kit/measuring';
import { useActions, useLab } from '../../ui/lab-context';
import { EditMode } from './edit-mode';
import { useLeaveOneOut } from './use-leave-one-out';
import '../../ui/kit/ranked.css';
import './ablation.css';
import { P } from '../../ui/kit/words';

/** Mutes every band in turn and ranks them by what the reconstruction loses. */
export default function LeaveOneOut({ asTable }: { asTable: boolean }) {
  const { all, each, running, ranking, trouble, stale } = useLeaveOneOut();
  const mode = useLab(bandsModeOf);
  const hasPicture = useLab((state) => state.picture !== null);
  const count = leftOutPlan(mode, each).length;
  return (
    <div className="leave-one-out measured">
      <P className="hint">
        Runs the picture once for each band, with that band muted and no other edit: the loss shows how much the
        reconstruction needs this band. <MathsLink />
      </P>
      <EditMode />
      {mode === 'picture' ? (
        <P className="hint">
          A1 and A2 are left out: here they are made from the other bands, so that muting them changes nothing.
        </P>
      ) : null}
      <CheckBox isSelected={each} onChange={all.setEach}>
        Each colour by itself
      </CheckBox>
      <StartStop
        running={running}
        start={`${ranking ? 'Run again' : 'Run'}: ${counted(count, each ? 'band channel' : 'band')}`}
        onStart={() => void all.start()}
        onStop={all.stop}
        isDisabled={!hasPicture}
      >
        {ranking ? <Progress ranking={ranking} running={running} /> : null}
      </StartStop>
      <Trouble {...{ trouble, stale }} />
      {ranking ? <Ranked ranking={ranking} asTable={asTable} running={running} /> : null}
    </div>
  );
}

function Progress({ ranking: { rows, total }, running }: { ranking: Ranking; running: boolean }) {
  const done = rows.length;
  const said = running ? `${done} of ${total}` : done < total ? `Stopped after ${done} of ${total}` : `All ${total}`;
  return <Counted label="Bands that are done" {...{ done, total, said }} hasTrack={running} />;
}

function Ranked({ ranking, asTable, running }: { ranking: Ranking; asTable: boolean; running: boolean }) {
  const { rows, whole } = ranking;
  const [first] = rows;
  const most = Math.max(...rows.map(({ psnrChange }) => Math.abs(psnrChange) || 0), 1e-9);
  if (!first || !whole) return null;
  return (
    <>
      {asTable ? (
        <DataTable
          sortable
          caption={`Without each band; with all of them ${decibels(whole.psnr)}`}
          columns={['Band', 'PSNR, dB', 'Change, dB', 'SSIM', 'Change']}
          rows={rows.map(({ name, psnr, psnrChange, ssim, ssimChange }) => ({
            head: name,
            cells: [psnr ?? 'identical', psnrChange, ssim ?? '—', ssimChange],
          }))}
          format={(value, column) =>
            [number(value, 2), signed(value, 2), number(value, 3), signed(value, 3)][column] ?? ''
          }
        />
      ) : (
        <>
          <div className="ranked-head band-head" aria-hidden>
            <span>Band</span>
            <span>PSNR, dB</span>
            <span>SSIM</span>
          </div>
          <ol className="ranked">
            {rows.map((row) => (
              <li key={row.name}>
                <Bar row={row} share={Math.abs(row.psnrChange) / most || 0} />
              </li>
            ))}
          </ol>
          <P className="hint">{`Change against ${decibels(whole.psnr)} with all bands. A click mutes that band; Undo takes it back.`}</P>
        </>
      )}
      <p className="hidden-visually" role="status">
        {running ? '' : `Without ${first.name} PSNR changes most, by ${signed(first.psnrChange, 2)} dB.`}
      </p>
    </>
  );
}

/** One band, as a button that mutes it. */
function Bar({ row: { name, keys, psnrChange, ssimChange }, share }: { row: LeftOutResult; share: number }) {
  const { muteBands } = useActions();
  const muted = useLab(({ settings }) => keys.every((key) => settings.bands[key]?.mute));
  const [psnr, ssim] = [signed(psnrChange, 2), signed(ssimChange, 3)];
  return (
    <ToggleButton
      className="ranked-row band-row"
      isSelected={muted}
      onChange={(mute) => muteBands(keys, mute)}
      aria-label={`Mute ${name}: PSNR ${psnr} dB, SSIM ${ssim}`}
    >
      <span className="mono name">{name}</span>
      <span className="bar-track" aria-hidden>
        <i data-gain={psnrChange > 0 || undefined} style={{ width: `${100 * share}%` }} />
      </span>
      <span className="mono">{psnr}</span>
      <span className="mono dim">{ssim}</span>
    </ToggleButton>
  );
}
