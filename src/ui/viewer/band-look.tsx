import { ORIENTATIONS, ORIENTATION_NAMES, LEVELS, type Level, type Orientation } from '../../core/math/bands';
import { Pick } from '../kit/pick';
import { Segment } from '../kit/segment';
import { useActions, useLab } from '../lab-context';
import { COLOUR_OPTIONS, GAIN_OPTIONS, SCALE_OPTIONS } from './options';

const LEVEL_OPTIONS = LEVELS.map((level) => ({ id: String(level), text: `Level ${level}` }));
const ORIENTATION_OPTIONS = ORIENTATIONS.map((id) => ({
  id,
  text: `${id}, ${ORIENTATION_NAMES[id].replace(' detail', '')}`,
}));

/** How sub-bands are shown: arrangement, colour, scale and gain. */
export function BandLook({ single }: { single: boolean }) {
  const { setBands } = useActions();
  const look = useLab((state) => state.viewer.bands);
  return (
    <>
      {single ? (
        <Pick
          label="Band"
          hideLabel
          options={ORIENTATION_OPTIONS}
          value={look.orientation}
          onChange={(orientation: Orientation) => setBands({ orientation })}
        />
      ) : (
        <Segment
          label="Arrangement"
          value={look.arrangement}
          onChange={(arrangement) => setBands({ arrangement })}
          options={[
            { id: 'pyramid', text: 'Pyramid' },
            { id: 'grid', text: 'Grid' },
          ]}
        />
      )}
      {single || look.arrangement === 'grid' ? (
        <Pick
          label="Level"
          hideLabel
          options={LEVEL_OPTIONS}
          value={String(look.level)}
          onChange={(level) => setBands({ level: Number(level) as Level })}
        />
      ) : null}
      <Pick
        label="Detail"
        hideLabel
        options={COLOUR_OPTIONS}
        value={look.colour}
        onChange={(colour) => setBands({ colour })}
      />
      <Pick
        label="Scale"
        hideLabel
        options={SCALE_OPTIONS}
        value={look.scale}
        onChange={(scale) => setBands({ scale })}
      />
      <Pick
        label="Gain"
        options={GAIN_OPTIONS}
        value={String(look.gain)}
        onChange={(gain) => setBands({ gain: Number(gain) })}
      />
    </>
  );
}
