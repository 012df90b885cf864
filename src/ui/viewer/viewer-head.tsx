import { Pick } from '../kit/pick';
import { Segment } from '../kit/segment';
import { useActions, useLab } from '../lab-context';
import { BandLook } from './band-look';
import { RegionToggle } from '../../features/maps/region-toggle';
import { DisplayMenu } from './display-menu';
import { ErrorColour, ErrorGain, ErrorLook } from './error-look';
import { LatentGain, LatentLook } from './latent-look';
import { LAYOUT_OPTIONS, SOURCE_OPTIONS } from './options';
import { ZoomControl } from './zoom-control';

/** What is shown and how. The choices that belong to a view appear with it. */
export function ViewerHead() {
  const actions = useActions();
  const view = useLab((state) => state.viewer.views[state.viewer.stage]);
  const both = view.layout !== 'one';
  const shows = (source: string): boolean => view.b === source || (both && view.a === source);
  const looks = (
    <>
      {shows('bands') || shows('band') ? <BandLook single={!shows('bands')} /> : null}
      {shows('latent') || shows('channel') ? <LatentLook single={!shows('latent')} /> : null}
      {['change', 'versus', 'poked'].some(shows) && !shows('error') ? <ErrorColour /> : null}
      {shows('error') ? (
        <ErrorLook />
      ) : ['ssim', 'flip', 'change', 'versus', 'poked', 'spread'].some(shows) ? (
        <ErrorGain />
      ) : null}
      {shows('kl') && !shows('latent') && !shows('channel') ? <LatentGain /> : null}
    </>
  );
  return (
    <div className="viewer-head" role="toolbar" aria-label="View">
      <Segment
        label="Layout"
        options={LAYOUT_OPTIONS}
        value={view.layout}
        onChange={(layout) => actions.setView({ layout })}
      />
      {both ? (
        <Pick
          label="A"
          className="not-phone"
          options={SOURCE_OPTIONS}
          value={view.a}
          onChange={(a) => actions.setView({ a })}
        />
      ) : null}
      <Pick
        label={both ? 'B' : 'Shown'}
        {...(both ? {} : { hideLabel: true })}
        options={SOURCE_OPTIONS}
        value={view.b}
        onChange={(b) => actions.setView({ b })}
      />
      <span className="looks">{looks}</span>
      <span className="grow" />
      <RegionToggle />
      <DisplayMenu looks={looks} />
      <ZoomControl />
    </div>
  );
}
