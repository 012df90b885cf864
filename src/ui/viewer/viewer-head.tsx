import type { Legend } from '../../core/view';
import { Pick } from '../controls/pick';
import { Segment } from '../controls/segment';
import { useActions, useLab } from '../lab-context';
import { BandLook } from './band-look';
import { DisplayMenu } from './display-menu';
import { ErrorLook } from './error-look';
import { LatentLook } from './latent-look';
import { LAYOUT_OPTIONS, SOURCE_OPTIONS } from './options';
import { Ramp } from './ramp';
import { ZoomControl } from './zoom-control';

/** What is shown and how. The choices that belong to a view appear with it. */
export function ViewerHead({ legends }: { legends: readonly Legend[] }) {
  const actions = useActions();
  const view = useLab((state) => state.viewer.views[state.viewer.stage]);
  const both = view.layout !== 'one';
  const shows = (source: string): boolean => view.b === source || (both && view.a === source);
  const scale = useLab(({ viewer }) => {
    // Errors are measured in steps of 8 bits, unless values are shown from -1 to 1.
    if (!shows('error') || viewer.values === 'unit') return {};
    return viewer.error.mode === 'squared' ? { factor: 127.5 ** 2, unit: ' of 255²' } : { factor: 127.5, unit: ' of 255' };
  });
  const looks = (
    <>
      {shows('bands') || shows('band') ? <BandLook single={!shows('bands')} /> : null}
      {shows('latent') || shows('channel') ? <LatentLook single={!shows('latent')} /> : null}
      {shows('error') ? <ErrorLook /> : null}
    </>
  );
  return (
    <div className="viewer-head" role="toolbar" aria-label="View">
      <Segment label="Layout" options={LAYOUT_OPTIONS} value={view.layout} onChange={(layout) => actions.setView({ layout })} />
      {both ? (
        <Pick label="A" className="not-phone" options={SOURCE_OPTIONS} value={view.a} onChange={(a) => actions.setView({ a })} />
      ) : null}
      <Pick
        label={both ? 'B' : 'Shown'} {...(both ? {} : { hideLabel: true })} options={SOURCE_OPTIONS} value={view.b}
        onChange={(b) => actions.setView({ b })}
      />
      <span className="looks">{looks}</span>
      <span className="grow" />
      <Ramp legends={legends} {...scale} />
      <DisplayMenu looks={looks} />
      <ZoomControl />
    </div>
  );
}
