import { useState } from 'react';
import { Button, ToggleButton } from 'react-aria-components';
import { LEVELS, ORIENTATIONS, ORIENTATION_NAMES, type Level, type Orientation } from '../../core/bands';
import type { ColourChoice } from '../../core/view';
import { bandKeys } from '../../state/edits';
import { Segment } from '../controls/segment';
import { useActions, useLab, useLabObject } from '../lab-context';
import { BandCell } from './band-cell';
import { BandEditor } from './band-editor';
import { Drawer } from './drawer';
import { EditCost } from './edit-cost';
import { EditTable } from './edit-table';

const COLOUR_CHOICES = [
  { id: 'RGB', text: 'RGB' }, { id: 'R', text: 'R' }, { id: 'G', text: 'G' }, { id: 'B', text: 'B' },
] as const satisfies readonly { id: ColourChoice; text: string }[];

const SHORT: Record<Orientation, string> = { A: 'average', H: 'horizontal', V: 'vertical', D: 'diagonal' };

/** What the encoder reads, band by band: mute, gain and threshold. Everything after it runs again at once. */
export function BandMatrix() {
  const [colour, setColour] = useState<ColourChoice>('RGB');
  const { setBands } = useActions();
  // The selected band is also the one that view One band shows, and that keys M and Alt M act on.
  const selected = useLab(({ viewer: { bands } }) => [bands.level, bands.orientation] as const);
  const setSelected = ([level, orientation]: readonly [Level, Orientation]): void => setBands({ level, orientation });
  const edits = useLab((state) => Object.keys(state.settings.bands).length);
  return (
    <Drawer
      id="matrix" name="Band matrix" openAtFirst twin={<EditTable />}
      headline={edits === 0 ? 'no edits' : `${edits} of 36 edited`}
    >
      <div className="row between">
        <span className="dim small">What the encoder gets</span>
        <Segment label="Colour to edit" options={COLOUR_CHOICES} value={colour} onChange={setColour} />
      </div>
      <div className="matrix" role="group" aria-label="Bands by level and orientation">
        <span />
        {ORIENTATIONS.map((orientation) => (
          <Head key={orientation} orientation={orientation} colour={colour} />
        ))}
        {LEVELS.map((level) => (
          <Row key={level} level={level} colour={colour} selected={selected} onSelect={setSelected} />
        ))}
      </div>
      <BandEditor level={selected[0]} orientation={selected[1]} colour={colour} />
      <EditCost />
    </Drawer>
  );
}

/** Mutes or unmutes a whole column. */
function Head({ orientation, colour }: { orientation: Orientation; colour: ColourChoice }) {
  const { muteBands } = useActions();
  const keys = LEVELS.flatMap((level) => bandKeys(level, orientation, colour));
  const muted = useLab(({ settings }) => keys.every((key) => settings.bands[key]?.mute));
  return (
    <ToggleButton
      className="matrix-head" isSelected={muted} onChange={(mute) => muteBands(keys, mute)}
      aria-label={`Mute ${ORIENTATION_NAMES[orientation]} of all levels`}
    >
      <b>{orientation}</b> <span>{SHORT[orientation]}</span>
    </ToggleButton>
  );
}

interface RowProps {
  readonly level: Level;
  readonly colour: ColourChoice;
  readonly selected: readonly [Level, Orientation];
  readonly onSelect: (cell: readonly [Level, Orientation]) => void;
}

function Row({ level, colour, selected, onSelect }: RowProps) {
  const { store } = useLabObject();
  const { muteBands } = useActions();
  const keys = ORIENTATIONS.flatMap((orientation) => bandKeys(level, orientation, colour));
  const toggle = (): void => {
    const { bands } = store.getState().settings;
    muteBands(keys, !keys.every((key) => bands[key]?.mute));
  };
  return (
    <>
      <Button className="matrix-level" aria-label={`Mute or unmute level ${level}`} onPress={toggle}>{level}</Button>
      {ORIENTATIONS.map((orientation) => (
        <BandCell
          key={orientation} level={level} orientation={orientation} colour={colour}
          isSelected={selected[0] === level && selected[1] === orientation}
          onSelect={() => onSelect([level, orientation])}
        />
      ))}
    </>
  );
}
