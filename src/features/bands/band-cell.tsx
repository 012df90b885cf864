import { useRef } from 'react';
import { ToggleButton } from 'react-aria-components';
import { NO_EDIT, ORIENTATION_NAMES, isIdentityEdit, type Level, type Orientation } from '../../core/math/bands';
import type { ColourChoice } from '../../core/view/view';
import { Picture } from '../../ui/kit/picture';
import { Range } from '../../ui/kit/range';
import { number } from '../../ui/kit/format';
import { useActions, useLab } from '../../ui/lab-context';
import { bandsThumb } from '../../ui/viewer/requests';
import { useView } from '../../ui/viewer/use-view';
import { useEdit } from './use-edit';
import { useSolo } from './use-solo';

/** CSS px of a cell's picture (matrix.css). */
const PICTURE_WIDTH = 74;

interface BandCellProps {
  readonly level: Level;
  readonly orientation: Orientation;
  readonly colour: ColourChoice;
  readonly isSelected: boolean;
  readonly onSelect: () => void;
}

/** One band of the matrix: its picture before gain and threshold, M to mute (Alt: solo), a slider for the gain. */
export function BandCell({ level, orientation, colour, isSelected, onSelect }: BandCellProps) {
  const { editBand } = useActions();
  const solo = useSolo(level, orientation);
  // Known before the change that the press makes: with Alt it is another one.
  const alt = useRef(false);
  const edit = useEdit(level, orientation, colour);
  // A swapped band shows what it takes.
  const shown = useView(
    useLab((state) => ({
      ...bandsThumb(level, colour, PICTURE_WIDTH, state),
      ...(edit.swap && state.slots.second ? { slot: 'second' as const } : {}),
    })),
  );
  const rect = shown?.view.legends.find(({ label }) => label.startsWith(orientation))?.rect;
  const name = `${orientation}${level}`;
  const said = edit.mute ? '0' : edit.mixed ? '≠' : number(edit.gain, 1);
  return (
    <div
      className="band"
      data-muted={edit.mute || undefined}
      data-selected={isSelected || undefined}
      role="group"
      aria-label={`${name}, ${ORIENTATION_NAMES[orientation]} of level ${level}${edit.swap ? ', of the second picture' : ''}`}
      onFocus={onSelect}
    >
      <div
        className="band-picture"
        onPointerDown={onSelect}
        onDoubleClick={() => editBand(level, orientation, colour, NO_EDIT)}
      >
        <Picture shown={shown} rect={rect} fit="cover" alt="" />
        {edit.swap ? (
          <span className="swapped" aria-hidden>
            B
          </span>
        ) : null}
      </div>
      <div className="band-controls">
        <ToggleButton
          className="mute"
          aria-label={`Mute ${name}`}
          isSelected={edit.mute}
          onPressStart={({ altKey }) => {
            alt.current = altKey;
          }}
          onChange={(mute) => {
            if (alt.current) solo();
            else editBand(level, orientation, colour, { mute });
          }}
        >
          M
        </ToggleButton>
        <Range
          bare
          label={`Gain of ${name}`}
          value={edit.mute ? 0 : edit.gain}
          min={0}
          max={2}
          step={0.1}
          neutral={1}
          format={(value) => number(value, 1)}
          isDisabled={edit.mute}
          onChange={(gain) => editBand(level, orientation, colour, { gain })}
        />
        <span className="gain" data-edited={!isIdentityEdit(edit) || undefined}>
          {said}
        </span>
      </div>
    </div>
  );
}
