import { SlidersHorizontal } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button, DialogTrigger, Popover } from 'react-aria-components';
import { CheckBox } from '../controls/check-box';
import { Pick } from '../controls/pick';
import { Segment } from '../controls/segment';
import { useActions, useLab } from '../lab-context';
import { SOURCE_OPTIONS, SURROUND_OPTIONS } from './options';
import { ZoomControl } from './zoom-control';

const VALUE_OPTIONS = [{ id: 'bytes', text: '0 to 255' }, { id: 'unit', text: '−1 to 1' }] as const;

/** How everything is shown; on narrow screens also what has no room in the head. */
export function DisplayMenu({ looks }: { looks: ReactNode }) {
  const actions = useActions();
  const viewer = useLab(({ viewer: { linked, linkedColours, surround, values } }) => ({ linked, linkedColours, surround, values }));
  const raw = useLab((state) => state.viewer.bands.raw);
  const view = useLab((state) => state.viewer.views[state.viewer.stage]);
  return (
    <DialogTrigger>
      <Button className="button only-icon solid display" aria-label="Display">
        <SlidersHorizontal className="icon" aria-hidden />
      </Button>
      <Popover className="popover" placement="bottom end" aria-label="Display">
        <div className="popover-body">
          {view.layout === 'one' ? null : (
            <div className="row only-phone">
              <Pick label="A" options={SOURCE_OPTIONS} value={view.a} onChange={(a) => actions.setView({ a })} />
            </div>
          )}
          <div className="row to-wide">{looks}</div>
          <div className="row">
            <Pick label="Surround" options={SURROUND_OPTIONS} value={viewer.surround} onChange={actions.setSurround} />
          </div>
          <div className="row">
            <span className="dim">Picture values</span>
            <Segment label="Picture values" options={VALUE_OPTIONS} value={viewer.values} onChange={actions.setValues} />
          </div>
          <CheckBox isSelected={raw} onChange={(on) => actions.setBands({ raw: on })}>Bands before edits</CheckBox>
          <CheckBox isSelected={viewer.linked} onChange={actions.setLinked}>Link views: zoom and pan together</CheckBox>
          <CheckBox isSelected={viewer.linkedColours} onChange={actions.setLinkedColours}>
            Link colours: one gain for every map
          </CheckBox>
          <p className="hint">Small pictures of bands show the largest of the values that share a pixel, not their mean.</p>
          <div className="to-narrow"><ZoomControl /></div>
        </div>
      </Popover>
    </DialogTrigger>
  );
}
