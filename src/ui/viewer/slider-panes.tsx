import { useRef } from 'react';
import type { SourceId } from '../../state/stages';
import { useLab } from '../lab-context';
import { requestOf } from '../requests';
import { useView } from '../use-view';
import { place, spaceOf } from './camera';
import { CompareSlider } from './compare-slider';
import { Pane } from './pane';
import { Tag } from './tag';
import { usePaneSize } from './use-pane-size';

/** A over B. The slider is as wide as the visible part of the picture, so that its percent is one of the picture. */
export function SliderPanes({ a, b }: { a: SourceId; b: SourceId }) {
  const frame = useRef<HTMLDivElement>(null);
  const pane = usePaneSize(frame);
  const split = useLab((state) => state.viewer.split);
  const camera = useLab((state) => state.viewer.cameras[1]);
  const request = useLab((state) => requestOf(b, state.viewer));
  const shown = useView(request);
  const pictured = useLab((state) => state.picture !== null);
  const box = useLab((state) => {
    const info = state.picture?.info;
    const whole = { left: 0, right: pane.width, top: 0, bottom: pane.height };
    if (!info || pane.width === 0) return whole;
    const size = shown?.view.bitmap ?? info;
    const space = spaceOf(b, state.viewer, info, size.width > 0 ? size : info);
    const { left, top, scale } = place(space, camera, pane);
    const [width, height] = [(space.width * scale) / space.unit, (space.height * scale) / space.unit];
    return {
      left: Math.max(0, left), right: Math.min(pane.width, left + width),
      top: Math.max(0, top), bottom: Math.min(pane.height, top + height),
    };
  });
  const width = Math.max(0, box.right - box.left);
  // Without B (its run goes on) A is shown whole.
  const keep = pane.width === 0 || !shown ? 100 : ((box.left + (split / 100) * width) / pane.width) * 100;
  return (
    <div className="pane-frame" ref={frame}>
      <Pane letter="B" source={b} side={1} />
      <Pane letter="A" source={a} side={1} keep={keep} />
      {pictured ? (
        <div
          className="slider-box"
          style={{ left: box.left, top: box.top, width, height: Math.max(0, box.bottom - box.top) }}
        >
          <Tag letter="A" source={a} at="left" />
          {shown ? (
            <>
              <Tag letter="B" source={b} at="right" />
              <CompareSlider a={a} b={b} />
            </>
          ) : null}
        </div>
      ) : null}
    </div>
  );
}
