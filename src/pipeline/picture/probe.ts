import { swapsSides, type ImageHeader } from '../../core/picture/header';
import { READERS } from './canvas-readers';
import { pixelFacts } from './pixel-check';

/**
 * What this browser makes of what files say beside their pixels. Browsers differ, so nothing is taken for granted: a tiny file of
 * the same kind (e2e/fixtures/make-probes.py) is decoded once, and its first pixel tells.
 */
const FILES = import.meta.glob<string>('./probes/*', { query: '?inline', import: 'default', eager: true });

/** The pixel at the top left of all probes as stored. */
const STORED = [40, 200, 60];
/** What JPEG and AVIF may alter by themselves. */
const LOSS = 3;

const answers = new Map<string, Promise<boolean | null>>();

/** Whether the browser follows what names the colours of such a file; null where that cannot be tested. */
export function convertsColours({ format, profile, colourBy }: ImageHeader): Promise<boolean | null> {
  const isHdr = profile === 'pq' || profile === 'hlg';
  if (colourBy === 'cicp' && isHdr) return follows(`${format}-${profile}`);
  const isOld = colourBy === 'gama' || colourBy === 'chrm' || colourBy === 'gama-chrm';
  return follows(`${format}-${colourBy}${isOld && profile === 'srgb' ? '-srgb' : ''}`);
}

/** Whether the browser turns such a file by itself; null where that cannot be tested. */
export async function turns(
  { format, orientation, width, height }: ImageHeader,
  bitmap: ImageBitmap,
): Promise<boolean | null> {
  // The picture itself tells, where its sides differ.
  if (swapsSides(orientation) && width !== height) return bitmap.width === height && bitmap.height === width;
  const isMirrored = format === 'AVIF' && (orientation === 2 || orientation === 4);
  return follows(`${format}-${isMirrored ? 'mirror' : 'turn'}`);
}

function follows(kind: string): Promise<boolean | null> {
  const known = answers.get(kind) ?? ask(kind.toLowerCase());
  answers.set(kind, known);
  return known;
}

async function ask(kind: string): Promise<boolean | null> {
  const uri = Object.entries(FILES).find(([path]) => path.startsWith(`./probes/${kind}.`))?.[1];
  if (!uri) return null;
  try {
    const [head, text] = uri.split(';base64,') as [string, string];
    const file = new Blob([Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0))], {
      type: head.slice('data:'.length),
    });
    const bitmap = await createImageBitmap(file, { imageOrientation: 'from-image' });
    const context = new OffscreenCanvas(1, 1).getContext('2d', { colorSpace: 'srgb', willReadFrequently: true });
    if (!context) return null;
    context.drawImage(bitmap, 0, 0);
    bitmap.close();
    const pixel = await READERS[(await pixelFacts()).by](context, 1, 1);
    return STORED.some((value, i) => Math.abs(value - (pixel[i] as number)) > LOSS);
  } catch {
    return null;
  }
}
