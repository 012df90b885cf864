import { Button } from 'react-aria-components';
import { useStore } from 'zustand';
import { ST_LPIPS } from '../../core/metrics/st-lpips';
import { bytes } from '../../ui/kit/format';
import { useLabObject } from '../../ui/lab-context';
import { perceptualOf } from './state/perceptual';
import './st-lpips.css';

/** ST-LPIPS of a result; undefined until it is measured, null where it has none. */
export function useStLpips(job: number): number | null | undefined {
  return useStore(perceptualOf(useLabObject()).store, ({ values }) => values.get(job));
}

/** Has ST-LPIPS measured, of this result and of newer ones; nothing once there is one. */
export function MeasureStLpips({ job }: { job: number }) {
  const one = perceptualOf(useLabObject());
  const { on, trouble } = useStore(one.store);
  if (useStLpips(job) !== undefined) return null;
  return (
    <div className="st-lpips">
      <span>{on ? 'ST-LPIPS, a perceptual measure: measuring…' : 'ST-LPIPS, a perceptual measure'}</span>
      {on ? null : (
        <Button className="button small solid" onPress={one.start}>
          <span>{trouble ? 'Try again' : `Measure (${bytes(ST_LPIPS.bytes)}, loaded once)`}</span>
        </Button>
      )}
      {trouble ? (
        <p className="hint bad" role="alert">
          {trouble}
        </p>
      ) : null}
    </div>
  );
}
