import { counted } from '../../core/counted';
import { binRange, normalShares, totalOf } from '../../core/metrics/histogram';
import { percent, signed } from '../../ui/kit/format';
import { DataTable } from '../../ui/kit/data-table';
import { HistogramChart, type Reference } from './histogram-chart';
import { useCurves, type CountRequest, type Curve } from './use-curves';
import { P } from '../../ui/kit/words';

interface HistogramBodyProps {
  readonly request: CountRequest | null;
  readonly asTable: boolean;
}

/** One histogram as a picture, or the same as a table. */
export function HistogramBody({ request, asTable }: HistogramBodyProps) {
  const counted = useCurves(request);
  const [first] = counted?.curves ?? [];
  if (!counted || !first)
    return <P className="hint chart-waiting">The live run of this picture brings these counts.</P>;
  // Words come with the counts: while the next ones are made, nothing is named that is not shown.
  const {
    curves,
    request: { title, scale, normal },
  } = counted;
  const { low, high, counts } = first.histogram;
  // Enough decimals to tell one bin from the next.
  const decimals = Math.min(6, Math.max(0, Math.ceil(-Math.log10((high - low) / counts.length)) + 1));
  const ends = Math.max(Math.abs(low), Math.abs(high)) >= 10 ? 0 : decimals;
  const reference = normal
    ? { name: normal.name, shares: normalShares(first.histogram, normal.mean, normal.std) }
    : undefined;
  if (asTable) return <Counts curves={curves} title={title} decimals={decimals} reference={reference} />;
  return (
    <>
      <HistogramChart
        curves={[first, ...curves.slice(1)]}
        scale={scale}
        title={title}
        reference={reference}
        format={(value) => signed(value, value === 0 ? 0 : Math.min(3, ends))}
        sentence={`${title}. ${curves.map((curve) => sentenceOf(curve, decimals)).join(' ')} The table has all bins.`}
      />
      <Outside curves={curves} />
    </>
  );
}

/** Says where most values are, and between which ends all shown ones lie. */
function sentenceOf({ name, histogram }: Curve, decimals: number): string {
  const { counts } = histogram;
  const most = counts.indexOf(Math.max(...counts));
  const [from, to] = binRange(histogram, most);
  const share = (counts[most] as number) / Math.max(1, totalOf(histogram));
  return `${name}: the fullest bin, ${signed(from, decimals)} to ${signed(to, decimals)}, holds ${percent(share)}.`;
}

/** Says what share of the values is cut off. */
function Outside({ curves }: { curves: readonly Curve[] }) {
  const parts = curves
    .map(({ name, histogram }) => ({
      name,
      share: (histogram.below + histogram.above) / Math.max(1, totalOf(histogram)),
    }))
    .filter(({ share }) => share > 0);
  const broken = curves.reduce((sum, { histogram }) => sum + histogram.nonFinite, 0);
  return (
    <>
      {parts.length > 0 ? (
        <P className="hint">{`Beyond the ends: ${parts.map(({ name, share }) => `${name} ${percent(share, 2)}`).join(', ')}.`}</P>
      ) : null}
      {broken > 0 ? (
        <P className="bad">{`${counted(broken, 'value')} ${broken === 1 ? 'is not a finite number' : 'are not finite numbers'}.`}</P>
      ) : null}
    </>
  );
}

interface CountsProps {
  readonly curves: readonly Curve[];
  readonly title: string;
  readonly decimals: number;
  readonly reference: Reference | undefined;
}

function Counts({ curves, title, decimals, reference }: CountsProps) {
  const [first] = curves as readonly [Curve];
  const expected = reference?.shares;
  const shareOf = ({ histogram }: Curve, count: number): number => count / Math.max(1, totalOf(histogram));
  const rows = Array.from(first.histogram.counts, (_, bin) => {
    const [from, to] = binRange(first.histogram, bin);
    const shares = curves.map((curve) => shareOf(curve, curve.histogram.counts[bin] as number));
    return {
      head: `${signed(from, decimals)} … ${signed(to, decimals)}`,
      cells: [...shares, ...(expected ? [expected[bin] as number] : [])],
    };
  });
  const outside = (['below', 'above'] as const).map((side) => ({
    head: side,
    cells: [...curves.map((curve) => shareOf(curve, curve.histogram[side])), ...(expected ? ['—'] : [])],
  }));
  return (
    <DataTable
      caption={`${title}, share of values in each bin`}
      columns={['Bin', ...curves.map(({ name }) => name), ...(reference ? [reference.name] : [])]}
      rows={[...rows, ...outside]}
      format={(value) => percent(value, 2)}
    />
  );
}
