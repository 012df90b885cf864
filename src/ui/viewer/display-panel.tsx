import type { ReactNode } from 'react';
import { CheckBox } from '../kit/check-box';
import type { Opened } from '../kit/opener';
import { Pick } from '../kit/pick';
import { PopoverPanel } from '../kit/popovers';
import { Segment } from '../kit/segment';
import { useActions, useLab } from '../lab-context';
import {
  AMOUNT_OPTIONS,
  FLOOR_OPTIONS,
  LOUPE_OPTIONS,
  SIGNED_OPTIONS,
  SURROUND_OPTIONS,
  VALUE_OPTIONS,
  errorFloorOptions,
} from './display-options';
import { SOURCE_OPTIONS } from './options';
import { useFloor } from './use-floor';
import { ZoomControl } from './zoom-control';
import { P } from '../kit/words';

/** What the button Display opens. */
export default function DisplayPanel({ opened, looks }: { opened: Opened; looks: ReactNode }) {
  const actions = useActions();
  const viewer = useLab(({ viewer: { linked, linkedColours, surround, values, maps, clip, loupe } }) => ({
    linked,
    linkedColours,
    surround,
    values,
    maps,
    clip,
    loupe,
  }));
  const raw = useLab((state) => state.viewer.bands.raw);
  const view = useLab((state) => state.viewer.views[state.viewer.stage]);
  const floor = useFloor();
  return (
    <PopoverPanel opened={opened} label="Display">
      <div className="popover-body">
        {view.layout === 'one' ? null : (
          <div className="row only-phone">
            <Pick label="A" options={SOURCE_OPTIONS} value={view.a} onChange={(a) => actions.setView({ a })} />
          </div>
        )}
        <div className="row to-wide">{looks}</div>
        <div className="row">
          <Pick
            label="Signed map"
            options={SIGNED_OPTIONS}
            value={viewer.maps.signed}
            onChange={(signed) => actions.setMaps({ signed })}
          />
          <Pick
            label="Amount map"
            options={AMOUNT_OPTIONS}
            value={viewer.maps.amount}
            onChange={(amount) => actions.setMaps({ amount })}
          />
        </div>
        {floor ? (
          <div className="row">
            <Pick
              label={`Floor of ${floor.of}`}
              options={floor.of === 'the error' ? errorFloorOptions(viewer.values) : FLOOR_OPTIONS}
              value={String(floor.value)}
              onChange={(value) => floor.set(Number(value))}
            />
          </div>
        ) : null}
        <CheckBox isSelected={viewer.clip} onChange={actions.setClip}>
          Clip warning: hatch values beyond the scale
        </CheckBox>
        <div className="row">
          <span className="dim">Loupe</span>
          <Segment label="Loupe" options={LOUPE_OPTIONS} value={viewer.loupe} onChange={actions.setLoupe} />
        </div>
        <div className="row">
          <Pick label="Surround" options={SURROUND_OPTIONS} value={viewer.surround} onChange={actions.setSurround} />
        </div>
        <div className="row">
          <span className="dim">Picture values</span>
          <Segment label="Picture values" options={VALUE_OPTIONS} value={viewer.values} onChange={actions.setValues} />
        </div>
        <CheckBox isSelected={raw} onChange={(on) => actions.setBands({ raw: on })}>
          Before edits, in every view (hold E)
        </CheckBox>
        <CheckBox isSelected={viewer.linked} onChange={actions.setLinked}>
          Link views: zoom and pan together
        </CheckBox>
        <CheckBox isSelected={viewer.linkedColours} onChange={actions.setLinkedColours}>
          Link colours: one gain for every map
        </CheckBox>
        <P className="hint">
          Colours are always linear in the value. Enlarged values are never smoothed; smaller pictures show means, and
          thumbnails of signed maps the value farthest from zero.
        </P>
        <div className="to-narrow">
          <ZoomControl />
        </div>
      </div>
    </PopoverPanel>
  );
}
