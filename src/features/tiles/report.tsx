import { counted } from '../../core/counted';
import { fixedText, isPaddedWhole } from '../../core/tiles/fixed-words';
import type { NetworkTiling, RunTiling } from '../../core/tiles/tiles';
import { memoryText } from './state/outlook-words';
import { Lead } from '../../ui/kit/lead';
import { number, scientific, size } from '../../ui/kit/format';
import { DataTable } from '../../ui/kit/data-table';
import { Facts, type Fact } from '../../ui/kit/facts';
import { Missing } from '../../ui/kit/missing';
import { useResult } from '../../ui/kit/use-result';
import './tiles.css';
import { P, Words } from '../../ui/kit/words';

const KIND_TEXT: Readonly<Record<NetworkTiling['kind'], string>> = {
  exact: 'exact, by the receptive field that the model states',
  measured: 'measured: as little as the picture allows',
  approximate: 'approximate',
};
const SEES_TEXT = {
  everything: 'approximate: the network looks at the whole picture',
  farther: 'approximate: the network looks farther than a tile of its size allows',
  unknown: 'approximate: how far the network looks is not known',
} as const;

/** How the last run was tiled, what it took, and how well neighbouring tiles agree. */
export default function Report({ asTable }: { asTable: boolean }) {
  const summary = useResult();
  if (!summary) return <Missing />;
  const { tiling, peakBytes, gpuBytes, width, height } = summary;
  if (!tiling) {
    return (
      <>
        <P className="hint">
          Both networks ran over the whole picture at once. Large pictures go tile by tile; the drawer Size forecast of
          the input decides.
        </P>
        {peakBytes ? <Facts single facts={[{ name: 'Peak, GPU memory', value: memoryText(peakBytes) }]} /> : null}
      </>
    );
  }
  if (asTable) return <SeamTable tiling={tiling} />;
  const seamed = (['encoder', 'decoder'] as const).filter((part) => tiling[part]?.seams?.length);
  return (
    <>
      <Lead href="https://arxiv.org/abs/1701.04128" name="Luo et al. 2016, on receptive fields">
        {isOnePiece(tiling)
          ? 'The picture went through in one piece: the last column and row of what a network reads, pixels or cells of the latent, were repeated up to its size. Results are cut to the picture.'
          : 'The picture did not go through the networks in one piece: each tile was computed with its surroundings, and its middle was kept.'}
      </Lead>
      {fixedText(tiling) ? <P className="hint">{fixedText(tiling)}</P> : null}
      <Facts
        single
        facts={[
          ...factsOf('Encoder', tiling.encoder),
          ...factsOf('Decoder', tiling.decoder),
          ...(peakBytes
            ? [
                { name: 'Peak, GPU memory', value: memoryText(peakBytes) },
                { name: 'Kept, GPU memory', value: memoryText(gpuBytes) },
              ]
            : []),
        ]}
      />
      {seamed.map((part) => (
        <SeamPicture key={part} part={part} grid={tiling[part] as NetworkTiling} width={width} height={height} />
      ))}
      {seamed.length > 0 ? null : (
        <P className="hint">
          {isOnePiece(tiling)
            ? 'One piece has no seams.'
            : isExact(tiling)
              ? 'Tiles that are exact by what the model states have no seams, so none were measured.'
              : 'One tile has no seams.'}
        </P>
      )}
    </>
  );
}

function isOnePiece({ encoder, decoder }: RunTiling): boolean {
  return [encoder, decoder].every((each) => each === null || isPaddedWhole(each));
}

function isExact({ encoder, decoder }: RunTiling): boolean {
  return [encoder, decoder].every((each) => each === null || each.kind === 'exact');
}

function factsOf(name: string, tiling: NetworkTiling | null): Fact[] {
  if (!tiling) return [{ name, value: 'at once', words: true }];
  const { across, down, halo, factor, kind, sees, difference, against = 0, seams, fixed } = tiling;
  if (fixed && isPaddedWhole(tiling))
    return [{ name, value: `padded to ${size(fixed.width, fixed.height)}, ${number(factor, 2)} × the work` }];
  return [
    { name, value: `${counted(across * down, 'tile')}, ${across} × ${down}` },
    { name: `${name}, kind`, value: sees ? SEES_TEXT[sees] : KIND_TEXT[kind], words: true },
    { name: `${name}, around each tile`, value: `${number(halo)} px, ${number(factor, 2)} × the work` },
    ...(difference === undefined
      ? []
      : [
          {
            name: `${name}, difference from ${number(against)} px`,
            value: `${scientific(difference)} of the largest value`,
          },
        ]),
    ...(seams?.length
      ? [
          {
            name: `${name}, largest seam`,
            value: `${scientific(Math.max(...seams.map(({ max }) => max)))} of the largest value`,
          },
        ]
      : []),
  ];
}

/** The borders between tiles, the stronger the farther their two sides lie apart. */
function SeamPicture({
  part,
  grid,
  width,
  height,
}: {
  part: 'encoder' | 'decoder';
  grid: NetworkTiling;
  width: number;
  height: number;
}) {
  const { seams = [] } = grid;
  const most = Math.max(...seams.map(({ max }) => max));
  const [wide, high] = [width / grid.across, height / grid.down];
  const thick = Math.max(width, height) / 80;
  return (
    <figure className="seams">
      <svg
        viewBox={`0 0 ${width} ${height}`}
        role="img"
        aria-label={`Borders between ${grid.across} × ${grid.down} tiles; the largest seam is ${scientific(most)} of the largest value`}
      >
        <rect className="ground" x={0} y={0} width={width} height={height} />
        {seams.map(({ side, column, row, max }) => {
          const [x, y] = [(column + (side === 'right' ? 1 : 0)) * wide, (row + (side === 'bottom' ? 1 : 0)) * high];
          const [x2, y2] = side === 'right' ? [x, y + high] : [x + wide, y];
          return (
            <line
              key={`${side} ${column} ${row}`}
              x1={x}
              y1={y}
              x2={x2}
              y2={y2}
              strokeWidth={thick}
              strokeOpacity={0.12 + (most > 0 ? (0.88 * max) / most : 0)}
            />
          );
        })}
      </svg>
      <figcaption className="hint">
        <Words>{`Where tiles meet, each tile also computed one line of cells of its neighbour, with one cell less around it. A stronger border marks a larger difference between the two: ${
          most > 0
            ? `at most ${scientific(most)} of the largest value of the ${part}`
            : `none here, in any value of the ${part}`
        }. The values that were kept had that cell around them.`}</Words>
      </figcaption>
    </figure>
  );
}

function SeamTable({ tiling }: { tiling: RunTiling }) {
  const rows = (['encoder', 'decoder'] as const).flatMap((part) =>
    (tiling[part]?.seams ?? []).map(({ side, column, row, max, mean }) => ({
      head: `${part}, ${side} of tile ${column + 1}, ${row + 1}`,
      cells: [max, mean],
    })),
  );
  const parts = (['encoder', 'decoder'] as const).flatMap((part) => {
    const each = tiling[part];
    return each ? [{ head: `${part}, ${each.across} × ${each.down} tiles, ${each.kind}`, cells: ['—', '—'] }] : [];
  });
  return (
    <DataTable
      caption="Borders between tiles: how far both sides lie apart, as shares of the largest value"
      columns={['Border', 'Largest', 'Mean']}
      rows={rows.length > 0 ? rows : parts}
      format={scientific}
    />
  );
}
