import { Download } from 'lucide-react';
import { use, useRef, type ReactNode } from 'react';
import { Button } from 'react-aria-components';
import { toErrorInfo } from '../../core/errors';
import { useLabObject } from '../lab-context';
import { PresentDrawer } from './drawer';
import { fileName } from './file-name';
import { saveBlob } from './save';

/** What the style sheet says of marks and texts; a file of its own has it as attributes, which the page's policy lets it set. */
const STYLES = [
  'fill',
  'stroke',
  'stroke-width',
  'stroke-dasharray',
  'opacity',
  'font-family',
  'font-size',
  'font-weight',
  'text-anchor',
] as const;
/** Pixels of the file for each CSS px. */
const SCALE = 2;
const MARGIN = 12;

/** A chart with a button under it that saves it as a PNG, in the colours of the page. */
export function SaveChart({ children }: { readonly children: ReactNode }) {
  const { store, actions } = useLabObject();
  const drawer = use(PresentDrawer)?.name ?? 'chart';
  const frame = useRef<HTMLDivElement>(null);
  const save = async (): Promise<void> => {
    const chart = frame.current?.querySelector('svg');
    if (chart) saveBlob(await pngOfChart(chart), fileName(store.getState(), drawer, 'png'));
  };
  return (
    <div>
      <div ref={frame}>{children}</div>
      <Button
        className="button small"
        onPress={() => void save().catch((thrown: unknown) => actions.inform(toErrorInfo(thrown).message))}
      >
        <Download size={14} strokeWidth={1.5} aria-hidden />
        <span>Save chart as PNG</span>
      </Button>
    </div>
  );
}

/** @throws Error when the browser does not draw it */
async function pngOfChart(chart: SVGSVGElement): Promise<Blob> {
  const { width, height } = chart.getBoundingClientRect();
  const copy = chart.cloneNode(true) as SVGSVGElement;
  const originals = [chart, ...chart.querySelectorAll('*')];
  [copy, ...copy.querySelectorAll('*')].forEach((element, index) => {
    const styles = getComputedStyle(originals[index] as Element);
    for (const name of STYLES) element.setAttribute(name, styles.getPropertyValue(name));
  });
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  const image = new Image(width, height);
  image.src = `data:image/svg+xml,${encodeURIComponent(new XMLSerializer().serializeToString(copy))}`;
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = SCALE * (width + 2 * MARGIN);
  canvas.height = SCALE * (height + 2 * MARGIN);
  const context = canvas.getContext('2d');
  if (!context) throw new Error('This browser draws no chart into a file.');
  context.fillStyle = getComputedStyle(document.documentElement).getPropertyValue('--panel');
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(image, SCALE * MARGIN, SCALE * MARGIN, SCALE * width, SCALE * height);
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
  if (!blob) throw new Error('This browser writes no PNG.');
  return blob;
}
