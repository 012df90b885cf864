import type { ReactElement } from 'react';
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
  const kinds: readonly { readonly of: readonly string[]; readonly look: ReactElement }[] = [
    { of: ['bands', 'band'], look: <BandLook single={!shows('bands')} /> },
    { of: ['latent', 'channel'], look: <LatentLook single={!shows('latent')} /> },
    {
      of: ['error', 'change', 'versus', 'poked', 'ssim', 'flip', 'spread'],
      look: shows('error') ? (
        <ErrorLook />
      ) : (
        <>
          {['change', 'versus', 'poked'].some(shows) ? <ErrorColour /> : null}
          <ErrorGain />
        </>
      ),
    },
    { of: shows('latent') || shows('channel') ? [] : ['kl'], look: <LatentGain /> },
  ];
  const shown = kinds.filter(({ of }) => of.some(shows));
  const looks = shown.map(({ of, look }) => (
    <span key={of[0]} className="look">
      {/* Each has a gain of its own: the letter says whose it is. */}
      {shown.length > 1 ? <b className="mono">{of.includes(view.a) ? 'A' : 'B'}</b> : null}
      {look}
    </span>
  ));
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
