import { lazy } from 'react';
import type { SourceId } from '../../state/stages';
import { Late } from '../controls/late';
import { useLab } from '../lab-context';
import { requestOf } from '../requests';
import { useView } from '../use-view';
import { Empty } from './empty';
import { Pane } from './pane';
import { Ramp } from './ramp';
import { Reading } from './reading';
import { SliderPanes } from './slider-panes';
import { Tag } from './tag';
import { ViewerHead } from './viewer-head';
import { Waiting } from './waiting';

const Loupe = lazy(() => import('./loupe'));

/** The large picture: one view, two beside each other, or two under a slider. */
export function Viewer() {
  const { layout, a, b } = useLab((state) => state.viewer.views[state.viewer.stage]);
  const surround = useLab((state) => state.viewer.surround);
  const empty = useLab((state) => state.decided && state.picture === null && state.work.status === 'idle');
  const loupe = useLab(({ viewer, picture }) => viewer.loupe !== 'off' && viewer.crosshair !== null && picture !== null);
  const request = useLab((state) => requestOf(b, state.viewer));
  const legends = useView(request)?.view.legends ?? [];
  return (
    <section className="viewer" aria-label="Viewer">
      <ViewerHead legends={legends} />
      <div className={`panes ${layout}`} data-surround={surround}>
        {layout === 'slider' ? (
          <SliderPanes a={a} b={b} />
        ) : (
          <>
            {layout === 'two' ? <Framed letter="A" source={a} side={0} /> : null}
            <Framed letter="B" source={b} side={1} alone={layout === 'one'} />
          </>
        )}
        <Waiting sources={layout === 'one' ? [b] : [a, b]} />
        {loupe ? <Late><Loupe /></Late> : null}
        {empty ? <Empty /> : null}
      </div>
      {layout === 'one' ? <div className="scale-phone"><Ramp legends={legends} source={b} /></div> : null}
      <Reading className="reading-phone" />
    </section>
  );
}

interface FramedProps {
  readonly letter: 'A' | 'B';
  readonly source: SourceId;
  readonly side: 0 | 1;
  readonly alone?: boolean;
}

function Framed({ letter, source, side, alone = false }: FramedProps) {
  return (
    <div className="pane-frame">
      <Pane letter={letter} source={source} side={side} />
      {alone ? null : <Tag letter={letter} source={source} at="left" />}
    </div>
  );
}
