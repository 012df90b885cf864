import { use, type ReactElement } from 'react';
import { VIEWS, type Look } from '../../state/views';
import { Pick } from '../kit/pick';
import { Segment } from '../kit/segment';
import { useActions, useLab } from '../lab-context';
import { BandLook } from './band-look';
import { AdditionsContext } from './additions';
import { DisplayMenu } from './display-menu';
import { ErrorColour, ErrorGain, ErrorLook } from './error-look';
import { LatentGain, LatentLook } from './latent-look';
import { LAYOUT_OPTIONS, SOURCE_OPTIONS } from './options';
import { ZoomControl } from './zoom-control';

/** What is shown and how. The choices that belong to a view appear with it. */
export function ViewerHead() {
  const actions = useActions();
  const { tools } = use(AdditionsContext);
  const view = useLab((state) => state.viewer.views[state.viewer.stage]);
  const both = view.layout !== 'one';
  const present = [view.b, ...(both ? [view.a] : [])];
  const shows = (look: Look): boolean => present.some((source) => VIEWS[source].look === look);
  const kinds: readonly { readonly of: readonly Look[]; readonly look: ReactElement }[] = [
    { of: ['bands'], look: <BandLook single={!present.includes('bands')} /> },
    { of: ['latent'], look: <LatentLook single={!present.includes('latent')} /> },
    {
      of: ['error', 'difference', 'gain'],
      look: shows('error') ? (
        <ErrorLook />
      ) : (
        <>
          {shows('difference') ? <ErrorColour /> : null}
          <ErrorGain />
        </>
      ),
    },
    { of: shows('latent') ? [] : ['kl'], look: <LatentGain /> },
  ];
  const shown = kinds.filter(({ of }) => of.some(shows));
  const ofA = VIEWS[view.a].look;
  const looks = shown.map(({ of, look }) => (
    <span key={of[0]} className="look">
      {/* Each has a gain of its own: the letter says whose it is. */}
      {shown.length > 1 ? <b className="mono">{ofA && of.includes(ofA) ? 'A' : 'B'}</b> : null}
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
      {tools.map((Tool, index) => (
        <Tool key={index} />
      ))}
      <DisplayMenu looks={looks} />
      <ZoomControl />
    </div>
  );
}
