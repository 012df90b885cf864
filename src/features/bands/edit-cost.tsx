import { Button } from 'react-aria-components';
import { isEdited } from '../../state/reference';
import { signed } from '../../ui/kit/format';
import { useActions, useLab } from '../../ui/lab-context';
import { useChange } from './use-change';

/** What the edits cost, against the same picture and settings without them, as numbers and as a picture. */
export function EditCost() {
  const { resetBands, setView } = useActions();
  const edited = useLab(({ settings }) => isEdited(settings));
  const bands = useLab(({ settings }) => Object.keys(settings.bands).length);
  const isShown = useLab(({ viewer }) => viewer.views[viewer.stage].b === 'change');
  const change = useChange();
  // Both runs take their time, and neither is a missing number.
  const waiting = useLab(({ picture, work, session }) =>
    picture && !work.error && !session.error ? 'measuring…' : '—',
  );
  const both = useLab(({ settings }) => bands > 0 && Object.keys(settings.latent).length > 0);
  return (
    <div className="cost-box">
      <div className="cost">
        {edited ? (
          <>
            <span className="dim">PSNR</span>
            <b>{change ? `${signed(change.psnr, 2)} dB` : waiting}</b>
            <span className="dim">SSIM</span>
            <b>{change ? signed(change.ssim, 3) : waiting}</b>
          </>
        ) : (
          <span className="dim">Mute a band to see what it costs.</span>
        )}
        <span className="grow" />
        <Button className="button small" isDisabled={bands === 0} onPress={resetBands}>
          Reset
        </Button>
      </div>
      {edited || isShown ? (
        <div className="row between cost-more">
          <span className="dim small">
            {!edited
              ? 'There are no edits, so nothing changes.'
              : both
                ? 'Change by all edits, also those of the latent.'
                : 'Change against the run without edits.'}
          </span>
          <Button className="button small solid" onPress={() => setView({ b: isShown ? 'bands' : 'change' })}>
            <span>{isShown ? 'Show the bands' : 'Show the change'}</span>
          </Button>
        </div>
      ) : null}
      <p className="hidden-visually" role="status">
        {change ? `Edits change PSNR by ${signed(change.psnr, 2)} dB and SSIM by ${signed(change.ssim, 3)}.` : ''}
      </p>
    </div>
  );
}
