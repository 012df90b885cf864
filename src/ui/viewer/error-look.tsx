import { Pick } from '../kit/pick';
import { Segment } from '../kit/segment';
import { useActions, useLab } from '../lab-context';
import { COLOUR_OPTIONS, ERROR_OPTIONS, GAIN_OPTIONS } from './options';

/** How the error picture is shown. */
export function ErrorLook() {
  const { setErrorLook } = useActions();
  const mode = useLab((state) => state.viewer.error.mode);
  return (
    <>
      <Segment
        label="Error as"
        options={ERROR_OPTIONS}
        value={mode}
        onChange={(next) => setErrorLook({ mode: next })}
      />
      <ErrorColour />
      <ErrorGain />
    </>
  );
}

/** The colour in which errors, and changes by edits, are shown. */
export function ErrorColour() {
  const { setErrorLook } = useActions();
  const colour = useLab((state) => state.viewer.error.colour);
  return (
    <Pick
      label="Colour"
      hideLabel
      options={COLOUR_OPTIONS}
      value={colour}
      onChange={(next) => setErrorLook({ colour: next })}
    />
  );
}

/** The gain of errors and of the maps of the metrics. */
export function ErrorGain() {
  const { setErrorLook } = useActions();
  const gain = useLab((state) => state.viewer.error.gain);
  return (
    <Pick
      label="Gain"
      options={GAIN_OPTIONS}
      value={String(gain)}
      onChange={(next) => setErrorLook({ gain: Number(next) })}
    />
  );
}
