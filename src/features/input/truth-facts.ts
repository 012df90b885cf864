import { readingText } from '../../core/picture/pixel-facts';
import type { PictureInfo, PictureNote, RunSummary } from '../../core/protocol';
import type { Settings } from '../../core/settings/settings';
import { bytes, milliseconds, number, signed, size } from '../../ui/kit/format';
import type { Fact } from '../../ui/kit/facts';

const COLOUR_NOTES: readonly (readonly [PictureNote['code'], string])[] = [
  ['cmyk', 'sRGB, from CMYK'],
  ['hdr', 'sRGB, from HDR'],
  ['converted', 'sRGB, converted'],
  ['unconverted', 'read as sRGB'],
  ['gray', 'sRGB, from grey'],
  ['palette', 'sRGB, from a palette'],
];

/** What the network got, point by point; notes say the same in sentences where something was changed. */
export function truthFacts(info: PictureInfo, settings: Settings, summary: RunSummary | null): Fact[] {
  const note = (code: PictureNote['code']): string | undefined => info.notes.find((each) => each.code === code)?.text;
  const [right, bottom] = [info.paddedWidth - info.width, info.paddedHeight - info.height];
  const turned = /^Shown (.+), as /.exec(note('oriented') ?? '')?.[1];
  return [
    { name: 'File', value: info.name, words: true },
    { name: 'Format', value: info.fileBytes > 0 ? `${info.format}, ${bytes(info.fileBytes)}` : info.format },
    { name: 'In the file, upright', value: `${size(info.sourceWidth, info.sourceHeight)} px` },
    { name: 'Worked on', value: `${size(info.width, info.height)} px, ${number(info.width * info.height)} in all` },
    { name: 'Limit', value: `longest side ${number(settings.maxSide)} px` },
    { name: 'Scaling filter', value: filterOf(note('scaled')), words: true },
    {
      name: 'Orientation',
      value:
        turned ??
        (note('turn-unknown') ? 'asked for, not known whether done' : note('unknown') ? 'unknown' : 'as in the file'),
      words: true,
    },
    { name: 'Colour', value: `${colourOf(note)}, 8 bits`, words: true },
    { name: 'Transparency', value: transparencyOf(note('alpha'), settings), words: true },
    { name: 'Padding', value: right + bottom === 0 ? 'none' : `${right} right, ${bottom} bottom` },
    { name: 'Values', value: rangeOf(summary) },
    ...(info.reading ? [{ name: 'Pixels read', value: readingText(info.reading), words: true }] : []),
    { name: 'Decoded in', value: milliseconds(info.decodeMs) },
  ];
}

/** Values are scaled as the file has them, without a way through linear light. */
function filterOf(note: string | undefined): string {
  const filter = / by (.+)\.$/.exec(note ?? '')?.[1];
  return filter ? `${filter}, gamma-encoded values` : 'none, not scaled';
}

function colourOf(note: (code: PictureNote['code']) => string | undefined): string {
  return (
    COLOUR_NOTES.find(([code]) => note(code))?.[1] ??
    (note('unknown') ? 'sRGB, of unknown ones' : 'sRGB, as in the file')
  );
}

function transparencyOf(note: string | undefined, { matte }: Settings): string {
  if (!note) return 'none, so no matte';
  return `over ${matte === 'checker' ? 'a grey checkerboard' : matte}`;
}

/** The whole range that is possible, and what this picture uses of it. */
function rangeOf(summary: RunSummary | null): string {
  const stats = summary?.stats.input;
  if (!stats?.length) return '−1 … +1';
  return `${signed(Math.min(...stats.map(({ min }) => min)), 3)} … ${signed(Math.max(...stats.map(({ max }) => max)), 3)} of ±1`;
}
