/** The pixels of the screen that an element covers. */
export interface DeviceBox {
  /** Whole pixels of the screen. */
  readonly width: number;
  readonly height: number;
  /** Pixels of the screen for each CSS px. */
  readonly ratio: number;
  /** What brings a canvas of width x height CSS px onto these pixels; '' where one that fills the element is there already. */
  readonly transform: string;
}

/**
 * Tells the pixels of the screen that an element covers, first soon and then at each change, also of the ratio alone (page zoom, a
 * window on another screen). A canvas of exactly these pixels is shown as it is; one of size * ratio, rounded, is off by one at
 * most ratios, and the browser blends each of its pixels with the next.
 * @returns what ends it
 */
export function watchDevicePixels(element: Element, tell: (box: DeviceBox) => void): () => void {
  const observer = new ResizeObserver((entries) => {
    tell(deviceBox(element.getBoundingClientRect(), devicePixelRatio, entries.at(-1)?.devicePixelContentBoxSize?.[0]));
  });
  const observe = (): void => {
    observer.disconnect();
    try {
      observer.observe(element, { box: 'device-pixel-content-box' });
    } catch {
      // WebKit does not know this box.
      observer.observe(element);
    }
  };
  let query: MediaQueryList | null = null;
  const onRatio = (): void => {
    query?.removeEventListener('change', onRatio);
    query = matchMedia(`(resolution: ${devicePixelRatio}dppx)`);
    query.addEventListener('change', onRatio);
    observe();
  };
  onRatio();
  return () => {
    observer.disconnect();
    query?.removeEventListener('change', onRatio);
  };
}

/**
 * Rounds as browsers lay out: each edge goes to the nearest pixel of the screen. What the browser itself says of the size is better, where it
 * says so. On an emulated screen Chromium lays out in CSS px and scales afterwards: only a transform reaches whole pixels there.
 */
export function deviceBox(
  { left, right, top, bottom }: Pick<DOMRect, 'left' | 'right' | 'top' | 'bottom'>,
  ratio: number,
  said?: Pick<ResizeObserverSize, 'inlineSize' | 'blockSize'>,
): DeviceBox {
  const [x, y] = [Math.round(left * ratio), Math.round(top * ratio)];
  const [width, height] = [Math.round(right * ratio) - x, Math.round(bottom * ratio) - y];
  if (!said) return { width, height, ratio, transform: '' };
  const isEmulated = Math.abs(said.inlineSize - width) > 1 || Math.abs(said.blockSize - height) > 1;
  return isEmulated
    ? { width, height, ratio, transform: `translate(${x / ratio - left}px, ${y / ratio - top}px) scale(${1 / ratio})` }
    : { width: said.inlineSize, height: said.blockSize, ratio, transform: '' };
}
