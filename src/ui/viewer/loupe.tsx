import { Pin, PinOff } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { ToggleButton } from 'react-aria-components';
import type { Legend } from '../../core/view/view';
import { VIEWS, type SourceId } from '../../state/views';
import type { Viewer } from '../../state/state-types';
import { watchDevicePixels, type DeviceBox } from '../kit/device-pixels';
import { useActions, useLab, useLabObject } from '../lab-context';
import { requestOf } from './requests';
import { useView } from './use-view';
import { isPadded, unitOf } from './viewport';
import { cornerAway, type Corner } from './loupe-crop';
import { paintLoupe } from './paint-loupe';
import { rectsOf } from './scene';
import { useReadings } from './use-readings';
import { cellText } from './values';

/** The values around the crosshair, enlarged, of each shown side: out of the pointer's way, or pinned to its corner. */
export default function Loupe() {
  const { setLoupe } = useActions();
  const { layout, a, b } = useLab((state) => state.viewer.views[state.viewer.stage]);
  const pinned = useLab((state) => state.viewer.loupe === 'pinned');
  const panel = useRef<HTMLElement>(null);
  const corner = useCorner(panel, pinned);
  return (
    <section className="loupe" data-corner={corner} aria-label="Loupe" ref={panel}>
      {layout === 'one' || a === b ? null : <LoupeView source={a} />}
      <LoupeView source={b} />
      <ToggleButton
        className="loupe-pin"
        aria-label="Pin the loupe to its corner"
        isSelected={pinned}
        onChange={(pin) => setLoupe(pin ? 'pinned' : 'follow')}
      >
        {pinned ? <PinOff size={14} strokeWidth={1.5} aria-hidden /> : <Pin size={14} strokeWidth={1.5} aria-hidden />}
      </ToggleButton>
    </section>
  );
}

/** Opposite of the pointer over the panes around the panel; where the pointer is on the panel itself, it stays. */
function useCorner(panel: React.RefObject<HTMLElement | null>, pinned: boolean): Corner {
  const { store } = useLabObject();
  const [corner, setCorner] = useState<Corner>(() => {
    const {
      picture,
      viewer: { crosshair },
    } = store.getState();
    if (!picture || !crosshair) return 'bottom right';
    return cornerAway(crosshair.x / picture.info.width, crosshair.y / picture.info.height);
  });
  useEffect(() => {
    const panes = panel.current?.parentElement;
    if (!panes || pinned) return;
    const onMove = ({ clientX, clientY, target }: PointerEvent): void => {
      if (panel.current?.contains(target as Node)) return;
      const box = panes.getBoundingClientRect();
      setCorner(cornerAway((clientX - box.left) / box.width, (clientY - box.top) / box.height));
    };
    panes.addEventListener('pointermove', onMove);
    return () => panes.removeEventListener('pointermove', onMove);
  }, [panel, pinned]);
  return corner;
}

/** Which rectangle of a sheet is enlarged: the selected band or channel. */
function partOf(
  source: SourceId,
  legends: readonly Legend[],
  { bands, latent, layer }: Pick<Viewer, 'bands' | 'latent' | 'layer'>,
): number {
  if (source === 'layer')
    return Math.max(
      0,
      legends.findIndex(({ label }) => label === String(layer.channel)),
    );
  if (source === 'latent') return Math.min(latent.channel, legends.length - 1);
  if (source !== 'bands') return 0;
  return Math.max(
    0,
    legends.findIndex(({ label }) => label === `${bands.orientation}${bands.level}`),
  );
}

function LoupeView({ source }: { source: SourceId }) {
  const { store } = useLabObject();
  const canvas = useRef<HTMLCanvasElement>(null);
  const shown = useView(useLab((state) => requestOf(source, state.viewer)));
  const { crosshair, bands, latent, layer } = useLab(({ viewer }) => ({
    crosshair: viewer.crosshair,
    bands: viewer.bands,
    latent: viewer.latent,
    layer: viewer.layer,
    values: viewer.values,
  }));
  const info = useLab((state) => state.picture?.info ?? null);
  const tensors = useReadings();
  const legends = shown?.view.legends ?? [];
  const part = partOf(source, legends, { bands, latent, layer });
  const rect = shown ? rectsOf(shown)[part] : undefined;
  const unit = rect && info ? unitOf(rect, info, isPadded(source)) : 1;
  const [x, y] = crosshair ? [Math.floor(crosshair.x / unit), Math.floor(crosshair.y / unit)] : [null, null];
  const [size, setSize] = useState<DeviceBox | null>(null);
  useEffect(() => (canvas.current ? watchDevicePixels(canvas.current, setSize) : undefined), []);
  useEffect(() => {
    if (canvas.current && size)
      paintLoupe(canvas.current, size, shown && rect && x !== null ? { bitmap: shown.view.bitmap, rect, x, y } : null);
  }, [size, shown, rect, x, y]);
  const values =
    tensors && x !== null ? cellText(source, store.getState().viewer, tensors, legends[part], part, x, y) : null;
  const { title, extent } = VIEWS[source];
  const name = extent === 'sheet' ? `${title}, ${legends[part]?.label ?? ''}` : title;
  return (
    <div className="loupe-view">
      <span className="loupe-name">{name}</span>
      <canvas ref={canvas} aria-hidden />
      <span className="mono">{values?.join(' ') ?? '\u00a0'}</span>
    </div>
  );
}
