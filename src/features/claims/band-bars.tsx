import type { RunSummary } from '../../core/protocol';
import { DataTable } from '../../ui/kit/data-table';
import { percent, scientific } from '../../ui/kit/format';
import { bandShares, type BandShare } from './shares';
import { P } from '../../ui/kit/words';

/** Bars reach from one part in 10,000 to all of it. */
const DECADES = 4;

/** How much of the picture, and of the error, each band holds. */
export function BandBars({ summary, asTable }: { summary: RunSummary; asTable: boolean }) {
  const shares = bandShares(summary);
  if (asTable) {
    return (
      <DataTable
        caption="Energy of the picture and of the error by sub-band"
        columns={['Band', 'Energy', 'Share', 'Error', 'Share of the error', 'Error over energy']}
        rows={shares.map(({ band, energy, energyShare, error, errorShare, lost }) => ({
          head: band,
          cells: [energy, energyShare, error, errorShare, lost],
        }))}
        format={(value, column) => (column === 0 || column === 2 ? scientific(value) : percent(value, 2))}
      />
    );
  }
  return (
    <>
      <div className="band-shares" role="img" aria-label={sentenceOf(shares)}>
        <span className="head" />
        <span className="head two">of the picture</span>
        <span className="head two">of the error</span>
        {shares.map(({ band, energyShare, errorShare }) => (
          <Row key={band} band={band} energy={energyShare} error={errorShare} />
        ))}
      </div>
      <P className="dim small">
        {`Bars are on a log scale from ${percent(10 ** -DECADES, 2)} to 100 %. A3 holds the averages, mid-grey being zero; details of level 1 are the finest.`}
      </P>
    </>
  );
}

function Row({ band, energy, error }: { band: string; energy: number; error: number }) {
  return (
    <>
      <span className="name">{band}</span>
      <Bar share={energy} of="picture" />
      <span className="mono">{percent(energy, 2)}</span>
      <Bar share={error} of="error" />
      <span className="mono">{percent(error, 2)}</span>
    </>
  );
}

function Bar({ share, of }: { share: number; of: 'picture' | 'error' }) {
  const length = share > 0 ? Math.max(0, 1 + Math.log10(share) / DECADES) : 0;
  return (
    <span className={`track ${of}`}>
      <i style={{ width: `${100 * length}%` }} />
    </span>
  );
}

function sentenceOf(shares: readonly BandShare[]): string {
  const parts = shares.map(
    ({ band, energyShare, errorShare }) => `${band} ${percent(energyShare, 2)} and ${percent(errorShare, 2)}`,
  );
  return `Shares of the picture and of the error by sub-band: ${parts.join(', ')}.`;
}
