import { useEffect } from 'react';
import { isEdited } from '../../state/reference';
import { useActions, useLab } from '../../ui/lab-context';
import { useReference } from './use-reference';

/** Draws nothing: while it is there, so is the run without edits. Views before edits change to it when it has come. */
export default function KeepReference({ always }: { readonly always: boolean }) {
  const { setBefore } = useActions();
  const isAsked = useLab(({ viewer, settings }) => viewer.bands.raw && isEdited(settings));
  const before = useReference(useLab(({ settings }) => always || isEdited(settings))) !== null && isAsked;
  useEffect(() => setBefore(before), [setBefore, before]);
  useEffect(() => () => setBefore(false), [setBefore]);
  return null;
}
