import { useStore } from 'zustand';
import { useShallow } from 'zustand/react/shallow';
import type { Rect } from '../../core/view/view';
import { cellOf, keyOf, pixelsOf, probeOf } from './state/probe';
import { useLab, useLabObject } from '../../ui/lab-context';
import type { OverlayProps } from '../../ui/viewer/additions';
import { useSpot } from '../../ui/viewer/use-spot';
import { pasteOf, reachWords } from './words';
import './probe.css';

/** Marks on a picture: the pixels of the cell, how far the measured poke reaches, and where a region would be pasted. */
export default function ProbeLayer({ source, side, pane }: OverlayProps) {
  const { store } = probeOf(useLabObject());
  const { held, measured, threshold, paste } = useStore(
    store,
    useShallow((state) => ({
      held: state.held,
      measured: state.measured,
      threshold: state.threshold,
      paste: state.paste,
    })),
  );
  const spot = useSpot(source, side, pane);
  const probes = useLab(({ drawers }) => drawers.probe ?? false);
  const pastes = useLab(({ drawers }) => drawers.paste ?? false);
  const cell = useLab((state) => pixelsOf({ ...cellOf(state, held), width: 1, height: 1 }, state));
  const key = useLab(keyOf);
  const target = useLab((state) => {
    const { toX: x, toY: y, width, height } = pasteOf(state, paste);
    return pixelsOf({ x, y, width, height }, state);
  });
  const canPaste = useLab((state) => state.second !== null || state.settings.latent.paste !== undefined);
  if (spot.scale === 0) return null;
  const current = measured?.key === key ? measured : null;
  const reach = current?.footprint[threshold];
  const box = (kind: string, rect: Rect | null | undefined, label = '') =>
    rect && rect.width > 0 ? (
      <div
        key={kind}
        className="probe-box"
        data-kind={kind}
        style={{
          left: spot.left + rect.x * spot.scale,
          top: spot.top + rect.y * spot.scale,
          width: rect.width * spot.scale,
          height: rect.height * spot.scale,
        }}
      >
        {label ? <span>{label}</span> : null}
      </div>
    ) : null;
  return (
    <div className="probe-layer" aria-hidden>
      {probes ? box('reach', reach?.box, reach && reachWords(reach, threshold)) : null}
      {probes ? box('poked', current?.pixels) : null}
      {probes ? box('cell', cell) : null}
      {pastes && canPaste ? box('paste', target, 'paste') : null}
    </div>
  );
}
