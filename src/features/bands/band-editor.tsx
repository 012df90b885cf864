import { Button, ToggleButton } from 'react-aria-components';
import { ORIENTATION_NAMES, type Level, type Orientation } from '../../core/math/bands';
import type { ColourChoice } from '../../core/view/view';
import { bandsModeOf } from '../../state/model-of';
import { isSolo } from '../../state/solo';
import { CheckBox } from '../../ui/kit/check-box';
import { Range } from '../../ui/kit/range';
import { number } from '../../ui/kit/format';
import { useActions, useLab } from '../../ui/lab-context';
import { useEdit } from './use-edit';
import { useSolo } from './use-solo';
import { P } from '../../ui/kit/words';

interface BandEditorProps {
  readonly level: Level;
  readonly orientation: Orientation;
  readonly colour: ColourChoice;
  /** Opens the chooser of the second picture. */
  readonly onChoose: () => void;
}

/** Gain, threshold and swap of the selected band, with more room than its cell has. */
export function BandEditor({ level, orientation, colour, onChoose }: BandEditorProps) {
  const { editBand } = useActions();
  const solo = useSolo(level, orientation);
  const isAlone = useLab(({ settings }) => isSolo(settings.bands, level, orientation));
  const edit = useEdit(level, orientation, colour);
  const hasSecond = useLab((state) => state.second !== null);
  const unread = useLab((state) => bandsModeOf(state) === 'picture' && orientation === 'A' && level < 3);
  const which = `${orientation}${level}${colour === 'RGB' ? '' : ` ${colour}`}`;
  return (
    <div className="band-editor" role="group" aria-label={`Edit of ${which}`}>
      <div className="row between">
        <span>
          <b className="mono">{which}</b>{' '}
          <span className="dim">{`${ORIENTATION_NAMES[orientation]}${edit.mixed ? ', colours differ' : ''}`}</span>
        </span>
        <ToggleButton className="button small solo" isSelected={isAlone} onChange={solo}>
          Solo<kbd>Alt M</kbd>
        </ToggleButton>
      </div>
      <Range
        label="Gain"
        value={edit.gain}
        min={-2}
        max={4}
        step={0.05}
        neutral={1}
        format={(value) => `× ${number(value, 2)}`}
        onChange={(gain) => editBand(level, orientation, colour, { gain })}
        isDisabled={edit.mute}
      />
      <Range
        label="Threshold"
        value={edit.threshold}
        min={0}
        max={0.25}
        step={0.001}
        neutral={0}
        format={(value) => number(value, 3)}
        onChange={(threshold) => editBand(level, orientation, colour, { threshold })}
        isDisabled={edit.mute}
      />
      {hasSecond || edit.swap ? (
        <CheckBox isSelected={edit.swap} onChange={(swap) => editBand(level, orientation, colour, { swap })}>
          {`Swap: take ${which} of the second picture (B)`}
        </CheckBox>
      ) : null}
      {hasSecond ? null : (
        <div className="row between swap-row">
          <span className="dim">{edit.swap ? 'There is no second picture yet.' : 'Swap with another picture'}</span>
          <Button className="button small solid" onPress={onChoose}>
            Choose a second picture
          </Button>
        </div>
      )}
      {unread ? (
        <P className="hint">{`In this mode ${orientation}${level} is made from the other bands: edits of it change nothing.`}</P>
      ) : null}
    </div>
  );
}
