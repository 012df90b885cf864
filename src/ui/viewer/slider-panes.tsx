import { useLayoutEffect, useRef } from 'react';
import type { SourceId } from '../../state/views';
import type { LabState } from '../../state/state-types';
import { whyNotShown } from '../../state/versions';
import { useLab, useLabObject } from '../lab-context';
import { requestOf } from './requests';
import { useView, type ShownView } from './use-view';
import { place, spaceOf, type Pane as PaneSize } from './viewport';
import { CompareSlider } from './compare-slider';
import { Pane } from './pane';
import { Tag } from './tag';
import { usePaneSize } from './use-pane-size';

/** Narrower pictures, in CSS px, have their names at the sides of the pane: there is no room for both on them. */
const ROOM_FOR_TAGS = 280;

/** A over B. The slider is as wide as the visible part of the picture, so that its percent is one of the picture. */
export function SliderPanes({ a, b }: { a: SourceId; b: SourceId }) {
  const { store } = useLabObject();
  const frame = useRef<HTMLDivElement>(null);
  const cover = useRef<HTMLDivElement>(null);
  const box = useRef<HTMLDivElement>(null);
  const tags = useRef<HTMLDivElement>(null);
  const pane = usePaneSize(frame);
  const shown = useView(useLab((state) => requestOf(b, state.viewer)));
  const pictured = useLab((state) => state.picture !== null);
  const absent = useLab((state) => whyNotShown(state, requestOf(a, state.viewer)) !== null);

  // Laid out by hand, not by rendering: it moves with every frame of a pan.
  useLayoutEffect(() => {
    const lay = (): void => {
      const state = store.getState();
      const { left, top, width, height } = visiblePart(state, b, shown, pane);
      // A is shown whole while B is missing (its run goes on).
      const keep = pane.width === 0 || !shown ? 100 : ((left + (state.viewer.split / 100) * width) / pane.width) * 100;
      if (cover.current) cover.current.style.clipPath = `inset(0 ${100 - keep}% 0 0)`;
      if (pane.width === 0) return;
      const [from, room] = width < ROOM_FOR_TAGS ? [0, pane.width] : [left, width];
      put(box.current, left, top, width, height);
      put(tags.current, from, top, room, height);
    };
    lay();
    return store.subscribe((state, before) => {
      if (state.viewer !== before.viewer || state.picture !== before.picture) lay();
    });
  }, [store, b, shown, pane, pictured]);

  return (
    <div className="pane-frame" ref={frame}>
      <Pane letter="B" source={b} side={1} />
      <div className="cover" ref={cover} data-absent={absent || undefined}>
        <Pane letter="A" source={a} side={1} covers />
      </div>
      {pictured ? (
        <>
          <div className="slider-tags" ref={tags}>
            <Tag letter="A" source={a} at="left" />
            {shown ? <Tag letter="B" source={b} at="right" /> : null}
          </div>
          <div className="slider-box" ref={box}>
            {shown ? <CompareSlider a={a} b={b} /> : null}
          </div>
        </>
      ) : null}
    </div>
  );
}

function put(element: HTMLElement | null, left: number, top: number, width: number, height: number): void {
  if (element)
    Object.assign(element.style, { left: `${left}px`, top: `${top}px`, width: `${width}px`, height: `${height}px` });
}

/** The part of the pane in which the picture is visible, in CSS px of the pane. */
function visiblePart(
  { picture, viewer }: LabState,
  source: SourceId,
  shown: ShownView | null,
  pane: PaneSize,
): { left: number; top: number; width: number; height: number } {
  const info = picture?.info;
  if (!info || pane.width === 0) return { left: 0, top: 0, width: pane.width, height: pane.height };
  const size = shown?.view.bitmap ?? info;
  const space = spaceOf(source, viewer, info, size.width > 0 ? size : info);
  const { left, top, scale } = place(space, viewer.viewports[1], pane);
  const [right, bottom] = [left + (space.width * scale) / space.unit, top + (space.height * scale) / space.unit];
  const [x, y] = [Math.max(0, left), Math.max(0, top)];
  return {
    left: x,
    top: y,
    width: Math.max(0, Math.min(pane.width, right) - x),
    height: Math.max(0, Math.min(pane.height, bottom) - y),
  };
}
