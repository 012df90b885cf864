import { useRef, type ReactNode } from 'react';
import { SavePng } from './save-png';

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
  const frame = useRef<HTMLDivElement>(null);
  const drawn = (): Promise<HTMLCanvasElement> | null => {
    const chart = frame.current?.querySelector('svg');
    return chart ? canvasOfChart(chart) : null;
  };
  return (
    <div>
      <div ref={frame}>{children}</div>
      <SavePng what="chart" drawn={drawn} />
    </div>
  );
}

/** @throws Error when the browser does not draw it */
async function canvasOfChart(chart: SVGSVGElement): Promise<HTMLCanvasElement> {
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
  return canvas;
}
