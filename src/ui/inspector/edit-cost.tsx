import { Button } from 'react-aria-components';
import { baselineKey } from '../../state/runner';
import { signed } from '../format';
import { useActions, useLab } from '../lab-context';

/** What the band edits cost, against the same picture and settings without them. */
export function EditCost() {
  const { resetBands } = useActions();
  const edited = useLab((state) => Object.keys(state.settings.bands).length > 0);
  const cost = useLab(({ baseline, result, picture }) => {
    if (!baseline || !result || !picture || result.picture !== picture.version) return null;
    const { psnr, ssim, settings } = result.summary;
    if (baseline.key !== baselineKey(result.picture, settings)) return null;
    return {
      psnr: psnr === null || baseline.psnr === null ? NaN : psnr - baseline.psnr,
      ssim: ssim === null || baseline.ssim === null ? NaN : ssim - baseline.ssim,
    };
  });
  return (
    <div className="cost">
      {edited ? (
        <>
          <span className="dim">PSNR</span>
          <b>{cost ? `${signed(cost.psnr, 2)} dB` : '—'}</b>
          <span className="dim">SSIM</span>
          <b>{cost ? signed(cost.ssim, 3) : '—'}</b>
        </>
      ) : <span className="dim">Mute a band to see what it costs.</span>}
      <span className="grow" />
      <Button className="button small" isDisabled={!edited} onPress={resetBands}>Reset</Button>
    </div>
  );
}
