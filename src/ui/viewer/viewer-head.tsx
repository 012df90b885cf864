import { Link2, Palette } from 'lucide-react';
import type { Legend } from '../../core/view';
import { IconButton } from '../controls/icon-button';
import { Pick } from '../controls/pick';
import { Segment } from '../controls/segment';
import { useActions, useLab } from '../lab-context';
import { BandLook } from './band-look';
import { ErrorLook } from './error-look';
import { LatentLook } from './latent-look';
import { LAYOUT_OPTIONS, SOURCE_OPTIONS, SURROUND_OPTIONS } from './options';
import { Ramp } from './ramp';
import { ZoomControl } from './zoom-control';

/** What is shown and how. The choices that belong to a view appear with it. */
export function ViewerHead({ legends }: { legends: readonly Legend[] }) {
  const actions = useActions();
  const view = useLab((state) => state.viewer.views[state.viewer.stage]);
  const linked = useLab((state) => state.viewer.linked);
  const linkedColours = useLab((state) => state.viewer.linkedColours);
  const surround = useLab((state) => state.viewer.surround);
  const both = view.layout !== 'one';
  const shows = (source: string): boolean => view.b === source || (both && view.a === source);
  return (
    <div className="viewer-head" role="toolbar" aria-label="View">
      <Segment label="Layout" options={LAYOUT_OPTIONS} value={view.layout} onChange={(layout) => actions.setView({ layout })} />
      {both ? (
        <Pick label="A" options={SOURCE_OPTIONS} value={view.a} onChange={(a) => actions.setView({ a })} />
      ) : null}
      <Pick
        label={both ? 'B' : 'Shown'} {...(both ? {} : { hideLabel: true })} options={SOURCE_OPTIONS} value={view.b}
        onChange={(b) => actions.setView({ b })}
      />
      {shows('bands') || shows('band') ? <BandLook single={!shows('bands')} /> : null}
      {shows('latent') || shows('channel') ? <LatentLook single={!shows('latent')} /> : null}
      {shows('error') ? <ErrorLook /> : null}
      <span className="grow" />
      <Ramp legends={legends} />
      {view.layout === 'two' ? (
        <>
          <IconButton
            icon={Link2} label="Link views" keys="K" className="link-toggle" isPressed={linked}
            onPress={() => actions.setLinked(!linked)}
          />
          <IconButton
            icon={Palette} label="Link colours" keys="C" className="link-toggle" isPressed={linkedColours}
            onPress={() => actions.setLinkedColours(!linkedColours)}
          />
        </>
      ) : null}
      <Pick
        label="Surround" hideLabel className="from-wide" options={SURROUND_OPTIONS} value={surround}
        onChange={actions.setSurround}
      />
      <ZoomControl />
    </div>
  );
}
