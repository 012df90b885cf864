import { useState } from 'react';
import { Button, ToggleButton } from 'react-aria-components';
import { LEVELS, ORIENTATIONS, ORIENTATION_NAMES, type Level, type Orientation } from '../../core/math/bands';
import type { ColourChoice } from '../../core/view/view';
import { bandKeys, detailKeys } from '../../state/edits';
import { EditMode } from '../ablation/edit-mode';
import { Segment } from '../../ui/kit/segment';
import { Tip } from '../../ui/kit/tip';
import { MathsLink } from '../../ui/kit/maths-link';
import { useActions, useLab, useLabObject } from '../../ui/lab-context';
import SecondPicture from '../second/second-picture';
import { BandCell } from './band-cell';
import { BandEditor } from './band-editor';
import { ChangeTable } from './change-table';
import { EditCost } from './edit-cost';
import { EditTable } from './edit-table';
import '../ablation/ablation.css';
import { P } from '../../ui/kit/words';

const COLOUR_CHOICES = [
  { id: 'RGB', text: 'RGB' },
  { id: 'R', text: 'R' },
  { id: 'G', text: 'G' },
  { id: 'B', text: 'B' },
] as const satisfies readonly { id: ColourChoice; text: string }[];

const SHORT: Record<Orientation, string> = { A: 'average', H: 'horizontal', V: 'vertical', D: 'diagonal' };

/** Mute, gain, threshold and swap of each band in one of two modes, and what that costs. Everything after it runs again at once. */
export default function MatrixBody({ asTable }: { asTable: boolean }) {
  return asTable ? (
    <>
      <EditTable />
      <ChangeTable />
    </>
  ) : (
    <Matrix />
  );
}

function Matrix() {
  const [colour, setColour] = useState<ColourChoice>('RGB');
  const [choosing, setChoosing] = useState(false);
  const { setBands } = useActions();
  // The selected band is also the one that view One band shows, and that keys M and Alt M act on.
  const selected = useLab(({ viewer: { bands } }) => [bands.level, bands.orientation] as const);
  const setSelected = ([level, orientation]: readonly [Level, Orientation]): void => setBands({ level, orientation });
  const hasSecond = useLab((state) => state.second !== null);
  return (
    <>
      <P className="hint">
        Take bands away from what the encoder reads, or change them, and see what the reconstruction loses.{' '}
        <MathsLink />
      </P>
      <EditMode />
      <div className="row between">
        <span className="dim small">Bands before edits</span>
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
      <BandEditor level={selected[0]} orientation={selected[1]} colour={colour} onChoose={() => setChoosing(true)} />
      {hasSecond || choosing ? <SecondPicture /> : null}
      <EditCost />
    </>
  );
}

/** Mutes or unmutes a whole column, the average only by its own. */
function Head({ orientation, colour }: { orientation: Orientation; colour: ColourChoice }) {
  const { muteBands } = useActions();
  const keys = LEVELS.flatMap((level) => bandKeys(level, orientation, colour));
  const muted = useLab(({ settings }) => keys.every((key) => settings.bands[key]?.mute));
  return (
    <ToggleButton
      className="matrix-head"
      isSelected={muted}
      onChange={(mute) => muteBands(keys, mute)}
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
  const keys = detailKeys(level, colour);
  const toggle = (): void => {
    const { bands } = store.getState().settings;
    muteBands(keys, !keys.every((key) => bands[key]?.mute));
  };
  return (
    <>
      <Tip text={`Mute H, V and D of level ${level}; A stays`}>
        <Button className="matrix-level" aria-label={`Mute or unmute the details of level ${level}`} onPress={toggle}>
          <span>{level}</span>
        </Button>
      </Tip>
      {ORIENTATIONS.map((orientation) => (
        <BandCell
          key={orientation}
          level={level}
          orientation={orientation}
          colour={colour}
          isSelected={selected[0] === level && selected[1] === orientation}
          onSelect={() => onSelect([level, orientation])}
        />
      ))}
    </>
  );
}
