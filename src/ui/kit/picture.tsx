import { useEffect, useRef } from 'react';
import type { Rect } from '../../core/view/view';
import { deviceBox, watchDevicePixels, type DeviceBox } from './device-pixels';
import type { ShownView } from '../viewer/use-view';

interface PictureProps {
  readonly shown: ShownView | null;
  /** Part of the view to draw, in its pixels; the whole without. */
  readonly rect?: Rect | undefined;
  /** 'contain' keeps everything and its ratio, 'cover' fills the box. */
  readonly fit?: 'contain' | 'cover';
  /** Text alternative; '' for pictures that repeat what stands beside them. */
  readonly alt: string;
}

/** A small picture: draws a bitmap into a canvas of the size that CSS gives it. Enlarged data is never smoothed. */
export function Picture({ shown, rect, fit = 'contain', alt }: PictureProps) {
  const canvas = useRef<HTMLCanvasElement>(null);

  useEffect(() => {
    const element = canvas.current;
    if (!element) return;
    const draw = (size: DeviceBox): void => paint(element, size, shown, rect, fit);
    // The observer tells the exact size with the next frame; until then a new canvas would be blank.
    draw(deviceBox(element.getBoundingClientRect(), devicePixelRatio));
    return watchDevicePixels(element, draw);
  }, [shown, rect, fit]);

  return <canvas ref={canvas} {...(alt ? { role: 'img', 'aria-label': alt } : { 'aria-hidden': true })} />;
}

function paint(
  canvas: HTMLCanvasElement,
  { width, height }: DeviceBox,
  shown: ShownView | null,
  rect: Rect | undefined,
  fit: 'contain' | 'cover',
): void {
  if (canvas.width !== width || canvas.height !== height) {
    canvas.width = width;
    canvas.height = height;
  }
  const context = canvas.getContext('2d');
  if (!context || width === 0 || height === 0) return;
  context.clearRect(0, 0, width, height);
  if (!shown) return;
  const { bitmap } = shown.view;
  // A bitmap that was closed has no size; its successor is on the way.
  if (bitmap.width === 0) return;
  const from = rect ?? { x: 0, y: 0, width: bitmap.width, height: bitmap.height };
  const ratios = [width / from.width, height / from.height] as const;
  const scale = fit === 'contain' ? Math.min(...ratios) : Math.max(...ratios);
  context.imageSmoothingEnabled = scale < 1;
  context.imageSmoothingQuality = 'high';
  // Whole pixels of the screen, so that edges are not blended.
  const [w, h] = [Math.max(1, Math.round(from.width * scale)), Math.max(1, Math.round(from.height * scale))];
  context.drawImage(
    bitmap,
    from.x,
    from.y,
    from.width,
    from.height,
    Math.round((width - w) / 2),
    Math.round((height - h) / 2),
    w,
    h,
  );
}
