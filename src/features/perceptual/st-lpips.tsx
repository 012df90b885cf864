import { Button } from 'react-aria-components';
import { useStore } from 'zustand';
import { ST_LPIPS } from '../../core/metrics/st-lpips';
import { bytes, number } from '../../ui/kit/format';
import { useLabObject } from '../../ui/lab-context';
import { perceptualOf } from './state/perceptual';

/** ST-LPIPS of a result; undefined until it is measured, null where it has none. */
export function useStLpips(job: number): number | null | undefined {
  return useStore(perceptualOf(useLabObject()).store, ({ values }) => values.get(job));
}

/** ST-LPIPS of a result as a value of a list: the number, or a button that has it measured. */
export function StLpips({ job }: { job: number }) {
  const one = perceptualOf(useLabObject());
  const { on, trouble } = useStore(one.store);
  const value = useStLpips(job);
  if (typeof value === 'number') return <span>{number(value, 4)}</span>;
  if (value === null) return <span>too small</span>;
  if (on) return <span role="status">measuring…</span>;
  return (
    <>
      {trouble ? (
        <span className="bad" role="alert">
          {trouble}
        </span>
      ) : null}
      <Button className="button small" onPress={one.start}>
        <span>{trouble ? 'Try again' : `Measure (${bytes(ST_LPIPS.bytes)}, loaded once)`}</span>
      </Button>
    </>
  );
}
