import { P } from './words';

/** Stands where numbers will be, with the reason why they are not there. */
export function Missing() {
  return <P className="hint">These numbers appear with the first run of this picture.</P>;
}
