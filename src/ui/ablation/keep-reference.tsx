import { useReference } from './use-reference';

/** Draws nothing: while it is there, so is the run without edits. */
export default function KeepReference() {
  useReference(true);
  return null;
}
