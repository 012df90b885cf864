import { useEffect, useState } from 'react';
import { toErrorInfo, type ErrorInfo } from '../../core/errors';
import type { InspectProgress, ModelReport, OwnFile } from '../../core/model/own-model';
import { useActions } from '../../ui/lab-context';

export interface Check {
  readonly report: ModelReport | null;
  readonly progress: InspectProgress | null;
  /** Why there is no report: 'aborted' after stop(). */
  readonly error: ErrorInfo | null;
  readonly stop: () => void;
  readonly again: () => void;
}

type Found = Pick<Check, 'report' | 'progress' | 'error'> & {
  readonly of: readonly OwnFile[];
  readonly random: boolean;
  readonly attempt: number;
};

/**
 * The contract check of these files; others start it anew, and what was found of the ones before is dropped.
 * @param random noise that graphs draw is left in
 */
export function useCheck(files: readonly OwnFile[], random: boolean): Check {
  const { ownModels } = useActions();
  const [attempt, setAttempt] = useState(0);
  const [found, setFound] = useState<Found | null>(null);
  const [control, setControl] = useState<AbortController | null>(null);

  useEffect(() => {
    if (files.length === 0) return undefined;
    const controller = new AbortController();
    let current = true;
    const put = (part: Pick<Check, 'report' | 'progress' | 'error'>): void => {
      if (current) setFound({ ...part, of: files, random, attempt });
    };
    const check = async (): Promise<void> => {
      setControl(controller);
      try {
        const own = await ownModels();
        const onProgress = (progress: InspectProgress): void => {
          if (!controller.signal.aborted) put({ report: null, progress, error: null });
        };
        put({
          report: await own.check(files, { range: null, random }, { onProgress, signal: controller.signal }),
          progress: null,
          error: null,
        });
      } catch (thrown) {
        put({ report: null, progress: null, error: toErrorInfo(thrown) });
      }
    };
    void check();
    return () => {
      current = false;
      controller.abort();
    };
  }, [files, random, attempt, ownModels]);

  const isCurrent = found?.of === files && found.random === random && found.attempt === attempt;
  const { report, progress, error } = isCurrent
    ? found
    : { report: null, error: null, progress: files.length > 0 ? { text: 'Starting', share: 0 } : null };
  return { report, progress, error, stop: () => control?.abort(), again: () => setAttempt(attempt + 1) };
}
