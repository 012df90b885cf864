import { use, useEffect, useId, useRef, type KeyboardEvent } from 'react';
import { shownSummary } from '../../state/selectors';
import { whyNotShown } from '../../state/versions';
import { VIEWS, type SourceId } from '../../state/views';
import { useActions, useLab, useLabObject } from '../lab-context';
import { AdditionsContext } from './additions';
import { requestOf } from './requests';
import { useView } from './use-view';
import { fitScale, isPadded, legendAt, pictureAt, place, spaceOf, zoomAt } from './viewport';
import { describe } from './describe';
import { rectsOf } from './scene';
import { useGestures } from './use-gestures';
import { usePainter } from './use-painter';
import { usePaneSize } from './use-pane-size';
import { useReadings } from './use-readings';
import { bandOfLabel } from './values';

interface PaneProps {
  readonly letter: 'A' | 'B';
  readonly source: SourceId;
  /** Which viewport it follows; in layout 'slider' both follow that of B. */
  readonly side: 0 | 1;
  /** A over B in layout 'slider': it takes neither pointer nor focus. */
  readonly covers?: boolean;
}

const ARROWS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** One side of the viewer: a canvas that shows a view, with zoom, pan, crosshair and printed values. */
export function Pane({ letter, source, side, covers = false }: PaneProps) {
  const { store } = useLabObject();
  const actions = useActions();
  const { overlays } = use(AdditionsContext);
  const frame = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  /** Whether a finger that rests opened the loupe: it goes with the finger. */
  const pressed = useRef(false);
  const pane = usePaneSize(
    frame,
    useLab(({ viewer }) => viewer.views[viewer.stage].layout !== 'slider'),
  );
  const tensors = useReadings();
  const request = useLab((state) => requestOf(source, state.viewer));
  const zoomed = useLab((state) => state.viewer.viewports[side].zoom > 1);
  const shown = useView(request);
  usePainter(canvas, { source, side, shown, pane, tensors });

  useEffect(() => {
    const { viewer, picture } = store.getState();
    if (covers || !shown || !picture || pane.width === 0) return;
    actions.setFit(side, fitScale(spaceOf(source, viewer, picture.info, shown.view.bitmap), pane) * pane.ratio);
  }, [store, actions, side, source, shown, pane, covers]);

  const target = () => {
    const { viewer, picture } = store.getState();
    if (!shown || !picture) return null;
    return { space: spaceOf(source, viewer, picture.info, shown.view.bitmap), pane, viewport: viewer.viewports[side] };
  };
  useGestures(frame, {
    target,
    setViewport: (viewport) => actions.setViewport(side, viewport),
    point: (x, y) => {
      const now = target();
      const info = store.getState().picture?.info;
      if (!now || !shown || !info) return;
      const at = pictureAt(x, y, place(now.space, now.viewport, pane), rectsOf(shown), info, isPadded(source));
      if (at) actions.point(at.x, at.y);
    },
    choose: (x, y) => {
      const now = target();
      if (!now || !shown) return;
      const label = legendAt(x, y, place(now.space, now.viewport, pane), shown.view.legends)?.label ?? '';
      const band = source === 'bands' ? bandOfLabel(label) : null;
      if (band) actions.setBands(band);
      if (source === 'layer' && label) actions.setLayer({ channel: Number(label) });
    },
    press: (on) => {
      const { loupe } = store.getState().viewer;
      if (on ? loupe === 'off' : pressed.current) {
        pressed.current = on;
        actions.setLoupe(on ? 'follow' : 'off');
      }
    },
    hold: (raw) => actions.setBands({ raw }),
    toggleZoom: (x, y) => {
      const now = target();
      if (!now) return;
      const oneToOne = 1 / (fitScale(now.space, pane) * pane.ratio);
      if (now.viewport.zoom !== 1) actions.fit();
      else actions.setViewport(side, zoomAt(now.viewport, oneToOne > 1.01 ? oneToOne : 4, x, y, now.space, pane));
    },
  });

  const onKeyDown = (event: KeyboardEvent): void => {
    const step = ARROWS[event.key];
    const size = store.getState().picture?.info;
    if (!step || !size || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const by = event.shiftKey ? 8 : 1;
    const from = store.getState().viewer.crosshair ?? { x: size.width >> 1, y: size.height >> 1 };
    actions.point(from.x + step[0] * by, from.y + step[1] * by);
  };

  const descriptionId = useId();
  const description = useLab(
    (state) =>
      whyNotShown(state, requestOf(source, state.viewer)) ??
      describe(source, state.picture?.info ?? null, shownSummary(state)),
  );
  return (
    <div
      ref={frame}
      className="pane"
      data-zoomed={zoomed || undefined}
      data-sheet={source}
      {...(covers
        ? {}
        : {
            role: 'group',
            tabIndex: 0,
            'aria-roledescription': 'picture',
            'aria-label': `${letter}: ${VIEWS[source].title}`,
            'aria-describedby': descriptionId,
            onKeyDown,
          })}
    >
      <canvas ref={canvas} aria-hidden />
      {covers
        ? null
        : overlays.map((Overlay, index) => <Overlay key={index} source={source} side={side} pane={pane} />)}
      {covers ? null : (
        <span id={descriptionId} className="hidden-visually">{`${description} Arrow keys move the crosshair.`}</span>
      )}
    </div>
  );
}
