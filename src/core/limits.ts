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
