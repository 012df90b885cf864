import { useEffect, useRef, useState } from 'react';
import { toErrorInfo } from '../../core/errors';
import type { RegionNumbers } from '../../core/protocol';
import type { Rect } from '../../core/view/view';
import { liveJob } from '../../state/selectors';
import { seriesOf } from '../../state/versions';
import { useActions, useLab } from '../../ui/lab-context';

interface Measured {
  readonly picture: number;
  readonly numbers: RegionNumbers | null;
  /** Why there are none; '' otherwise. */
  readonly trouble: string;
}

/**
 * Measures of the newest result and of a rectangle of it. One is asked for at a time, always the newest; those of the
 * same picture before stay until then, and say that they are of another result: a frame, or other settings.
 */
export function useRegionNumbers(
  rect: Rect | null,
): Pick<Measured, 'numbers' | 'trouble'> & { readonly isEarlier: boolean } {
  const { region } = useActions();
  const picture = useLab(seriesOf);
  const job = useLab(liveJob);
  const [measured, setMeasured] = useState<Measured | null>(null);
  const turn = useRef<Promise<void>>(Promise.resolve());
  const key = JSON.stringify(rect);

  useEffect(() => {
    if (job === null) return;
    let live = true;
    const wanted = JSON.parse(key) as Rect | null;
    const measure = async (): Promise<void> => {
      if (!live) return;
      try {
        const numbers = await region(wanted);
        if (live) setMeasured({ picture, numbers, trouble: '' });
      } catch (thrown) {
        const { code, message } = toErrorInfo(thrown);
        // A newer result has numbers of its own, which are asked for then.
        if (live && code !== 'aborted') setMeasured({ picture, numbers: null, trouble: message });
      }
    };
    turn.current = turn.current.then(measure);
    return () => {
      live = false;
    };
  }, [region, job, picture, key]);

  if (job === null || measured?.picture !== picture) return { numbers: null, trouble: '', isEarlier: false };
  return { ...measured, isEarlier: measured.numbers !== null && measured.numbers.job !== job };
}
