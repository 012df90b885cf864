import { useEffect, useState } from 'react';
import { toErrorInfo } from '../../core/errors';
import { readLatentFile, type FileTensor, type LatentFile } from './state/latent-files';

/** What is in some files: those that can be read, and a sentence about each that cannot. Null while they are read. */
export interface ReadFiles {
  readonly files: readonly LatentFile[];
  readonly refusals: readonly string[];
}

export function useLatentFiles(given: readonly File[]): ReadFiles | null {
  const [found, setFound] = useState<(ReadFiles & { readonly of: readonly File[] }) | null>(null);
  useEffect(() => {
    let current = true;
    void Promise.allSettled(given.map(readLatentFile)).then((outcomes) => {
      if (!current) return;
      setFound({
        of: given,
        files: outcomes.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : [])),
        refusals: outcomes.flatMap((one) => (one.status === 'rejected' ? [toErrorInfo(one.reason).message] : [])),
      });
    });
    return () => {
      current = false;
    };
  }, [given]);
  return found?.of === given ? found : null;
}

/** All values of a tensor, or why they cannot be read; null while they come. */
export function useValues(tensor: FileTensor | undefined): Float32Array | string | null {
  const [found, setFound] = useState<{ readonly of: FileTensor; readonly values: Float32Array | string } | null>(null);
  useEffect(() => {
    let current = true;
    const put = (values: Float32Array | string): void => {
      if (current && tensor) setFound({ of: tensor, values });
    };
    tensor?.read().then(put, (thrown: unknown) => put((thrown as Error).message));
    return () => {
      current = false;
    };
  }, [tensor]);
  return found && found.of === tensor ? found.values : null;
}
