/** How long a host may send nothing, or a decoder or storage may work on one file. */
export const SILENT_MS = 30_000;
/** How long a storage may take for what is no whole file. */
export const STORAGE_MS = 8000;

/**
 * The same promise, unless nothing has come for `ms` milliseconds: browsers, drivers and storages have been seen that
 * neither answer nor fail.
 * @param late makes what it rejects with then
 * @param onLate gets an answer that comes after the limit, to free or use it
 */
export function withLimit<T>(
  promise: Promise<T>,
  ms: number,
  late: () => Error,
  onLate?: (value: T) => void,
): Promise<T> {
  return new Promise((resolve, reject) => {
    let over = false;
    const timer = setTimeout(() => {
      over = true;
      reject(late());
    }, ms);
    promise.then(
      (value) => {
        clearTimeout(timer);
        if (over) onLate?.(value);
        else resolve(value);
      },
      (thrown: unknown) => {
        clearTimeout(timer);
        reject(thrown);
      },
    );
  });
}

/** What a storage was asked. @throws DOMException 'TimeoutError' when it does not answer */
export function ofStorage<T>(answer: Promise<T>, ms = STORAGE_MS, onLate?: (value: T) => void): Promise<T> {
  return withLimit(
    answer,
    ms,
    () => new DOMException('The storage of this browser does not answer.', 'TimeoutError'),
    onLate,
  );
}
