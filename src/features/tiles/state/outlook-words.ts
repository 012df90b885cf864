import { fixedText } from '../../../core/tiles/fixed-words';
import type { Settings } from '../../../core/settings/settings';
import type { Outlook, PartOutlook } from '../../../state/state-types';

/** Bytes as people say them of memory: MB and GB of 10^6 and 10^9, as the setting counts them. */
export function memoryText(bytes: number): string {
  const [value, unit] = bytes >= 1e9 ? [bytes / 1e9, 'GB'] : [bytes / 1e6, 'MB'];
  return `${value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2)}\u00a0${unit}`;
}

export function timeText({ time }: Pick<Outlook, 'time'>): string {
  return time ? `${shortTime({ time })}${time.cold ? ', by a first run' : ''}` : 'not measured yet';
}

/** The time in a few letters, for tables. */
export function shortTime({ time }: Pick<Outlook, 'time'>): string {
  if (!time) return '—';
  const seconds = time.ms / 1000;
  return seconds >= 120
    ? `${(seconds / 60).toFixed(0)}\u00a0min`
    : seconds >= 1
      ? `${seconds.toFixed(1)}\u00a0s`
      : `${time.ms.toFixed(0)}\u00a0ms`;
}

export const VERDICT_TEXT: Readonly<Record<Outlook['verdict'], string>> = {
  fits: 'fits',
  tile: 'tile',
  'scale-down': 'scale down',
};

function tilesText({ across, down }: Pick<PartOutlook, 'across' | 'down'>): string {
  return `${across} × ${down}`;
}

function isCut(part: PartOutlook | null): boolean {
  return part !== null && part.across * part.down > 1;
}

/** What will happen, in one line. */
export function outlookSentence(outlook: Outlook, settings: Pick<Settings, 'tiles'>): string {
  return `${fixedText(outlook.tiles)} ${costSentence(outlook, settings)}`.trim();
}

function costSentence(outlook: Outlook, { tiles: asked }: Pick<Settings, 'tiles'>): string {
  const { backend, verdict, peak, budget, whole, time, tiles, side, largest, largestBuffer } = outlook;
  const [encoder, decoder] = [tiles.encoder, tiles.decoder].map((part) => (part?.fixed ? null : part)) as [
    PartOutlook | null,
    PartOutlook | null,
  ];
  const cost = `about ${memoryText(peak)}`;
  const lasts = time ? `, in about ${timeText(outlook)}` : '';
  const inTiles = [
    encoder && (encoder.kind === 'measured' ? 'encoder with a measured halo' : `encoder ${tilesText(encoder)}`),
    decoder && `decoder ${tilesText(decoder)}`,
  ]
    .filter(Boolean)
    .join(', ');
  const more =
    encoder && encoder.kind !== 'measured' && encoder.factor > 1.2
      ? ` Around each tile the encoder reads ${encoder.halo}\u00a0px more, ${encoder.factor.toFixed(1)} times the picture in all.`
      : '';
  if (verdict === 'scale-down') {
    const limit =
      backend === 'wasm'
        ? `its networks take ${memoryText(largest)}, and a browser gives WebAssembly ${memoryText(largestBuffer)}`
        : `one piece of it takes ${memoryText(largest)}, and this GPU allows ${memoryText(largestBuffer)}`;
    const why = largest > largestBuffer ? limit : `even in tiles it takes ${cost}`;
    return `Too large: ${why}. Choose a longest side of ${side} px${largest > largestBuffer ? '' : ', or allow more memory'}.`;
  }
  if (encoder || decoder) {
    if (verdict !== 'fits' && !isCut(encoder) && !isCut(decoder)) {
      return `It would take ${memoryText(whole.peak)} of ${memoryText(budget)}, so what can be made again is not kept: ${cost}${lasts}.`;
    }
    const why =
      verdict === 'fits'
        ? 'Tiles were chosen'
        : `At once it would take ${memoryText(whole.peak)} of ${memoryText(budget)}, so it runs in tiles`;
    return `${why}: ${inTiles}; ${cost}${lasts}.${more}`;
  }
  if (verdict === 'fits') return `It fits: ${cost} of ${memoryText(budget)}${lasts}.`;
  return `Too large at once: ${cost}, ${memoryText(budget)} are allowed. Tiles are ${asked === 'off' ? 'switched off' : 'not chosen'}.`;
}
