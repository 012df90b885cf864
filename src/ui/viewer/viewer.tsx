import { use, type ComponentType, type ReactNode } from 'react';
import { shownViews } from '../../state/stages';
import type { SourceId } from '../../state/views';
import { Late, latePart } from '../kit/late';
import { useLab } from '../lab-context';
import { AdditionsContext } from './additions';
import { requestOf } from './requests';
import { useView } from './use-view';
import { Pane } from './pane';
import { panesRef } from './panes-host';
import { Ramp } from './ramp';
import { Reading } from './reading';
import { SliderPanes } from './slider-panes';
import { Tag } from './tag';
import { ViewerHead } from './viewer-head';
import { Waiting } from './waiting';

const Loupe = latePart(() => import('./loupe'));

/** The large picture: one view, two beside each other, or two under a slider; `Empty` stands there while no picture is open. */
export function Viewer({ Empty }: { readonly Empty: ComponentType }) {
  const { layout, a, b } = useLab((state) => state.viewer.views[state.viewer.stage]);
  const surround = useLab((state) => state.viewer.surround);
  const isEmpty = useLab((state) => state.decided && state.picture === null && state.work.status === 'idle');
  const loupe = useLab(
    ({ viewer, picture }) => viewer.loupe !== 'off' && viewer.crosshair !== null && picture !== null,
  );
  const { keepers } = use(AdditionsContext);
  const legends = useView(useLab((state) => requestOf(b, state.viewer)))?.view.legends ?? [];
  const legendsOfA =
    useView(useLab((state) => (layout === 'one' ? null : requestOf(a, state.viewer))))?.view.legends ?? [];
  return (
    <section className="viewer" aria-label="Viewer">
      <ViewerHead />
      <div ref={panesRef} className={`panes ${layout}`} data-surround={surround}>
        {layout === 'slider' ? (
          <SliderPanes a={a} b={b} />
        ) : (
          <>
            {layout === 'two' ? <Framed letter="A" source={a} side={0} /> : null}
            <Framed
              letter="B"
              source={b}
              side={1}
              {...(layout === 'one' ? { scale: <Ramp legends={legends} source={b} /> } : {})}
            />
          </>
        )}
        <Waiting sources={shownViews({ layout, a, b })} />
        {loupe ? (
          <Late>
            <Loupe />
          </Late>
        ) : null}
        {keepers.map((Keeper, index) => (
          <Keeper key={index} />
        ))}
        {isEmpty ? <Empty /> : null}
      </div>
      <div className="scale-phone">
        {layout === 'one' ? null : (
          <span>
            <Ramp legends={legendsOfA} source={a} letter="A" />
          </span>
        )}
        <span>
          <Ramp legends={legends} source={b} letter={layout === 'one' ? undefined : 'B'} />
        </span>
      </div>
      <Reading className="reading-phone" />
    </section>
  );
}

interface FramedProps {
  readonly letter: 'A' | 'B';
  readonly source: SourceId;
  readonly side: 0 | 1;
  /** What stands in place of the name where this is the only side. */
  readonly scale?: ReactNode;
}

function Framed({ letter, source, side, scale }: FramedProps) {
  return (
    <div className="pane-frame">
      <Pane letter={letter} source={source} side={side} />
      {scale ? <span className="tag scale-tag">{scale}</span> : <Tag letter={letter} source={source} at="left" />}
    </div>
  );
}
