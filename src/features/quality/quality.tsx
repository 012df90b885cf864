import type { RunSummary } from '../../core/protocol';
import { isEdited } from '../../state/reference';
import { isStored } from '../../state/versions';
import { bytes, fewerText, number, scientific, size } from '../../ui/kit/format';
import { useLab } from '../../ui/lab-context';
import { isStale } from '../../ui/kit/stale';
import { DataTable } from '../../ui/kit/data-table';
import { Drawer, type DrawerDescription } from '../../ui/kit/drawer';
import { Facts, Headlines } from '../../ui/kit/facts';
import { Missing } from '../../ui/kit/missing';
import { MeasureStLpips, useStLpips } from '../perceptual/st-lpips';
import { useEntropy } from './use-entropy';
import { useResult } from '../../ui/kit/use-result';

/** How close the reconstruction is, and how small the latent. */
function Quality() {
  const summary = useResult();
  if (!summary)
    return (
      <Drawer headline="—" openAtFirst>
        <Missing />
      </Drawer>
    );
  return <Measured summary={summary} />;
}

function Measured({ summary }: { summary: RunSummary }) {
  const stale = useLab(isStale);
  const stored = useLab(isStored);
  const entropy = useEntropy(summary);
  const stLpips = useStLpips(summary.job);
  const {
    psnr,
    identical,
    ssim,
    mse,
    meanAbsolute,
    maxAbsolute,
    compression,
    settings: {
      latent: { bits },
    },
  } = summary;
  const rows = [
    { head: 'PSNR (dB, 8-bit RGB, peak 255)', cells: [psnr ?? 'identical'] },
    { head: 'SSIM (Gaussian 11, mean of R, G, B)', cells: [ssim ?? 'under 11 px'] },
    ...(typeof stLpips === 'number' ? [{ head: 'ST-LPIPS', cells: [stLpips] }] : []),
    { head: 'MSE (of 255²)', cells: [mse] },
    { head: 'Mean |e| (of 255)', cells: [meanAbsolute] },
    { head: 'Max |e| (of 255)', cells: [maxAbsolute] },
    { head: 'Latent values', cells: [compression.latentValues] },
    { head: 'Picture values per latent value', cells: [compression.ratio] },
    { head: 'Bits per latent value', cells: [bits ?? 32] },
    { head: 'Bits per pixel', cells: [compression.bitsPerPixel] },
    ...(entropy === null ? [] : [{ head: 'Bits per pixel after entropy coding, estimated', cells: [entropy] }]),
  ];
  return (
    <Drawer
      headline={
        stale ? (
          <span className="warn">before edit</span>
        ) : stored ? (
          'stored'
        ) : isEdited(summary.settings) ? (
          <span className="warn">with edits</span>
        ) : (
          `${size(summary.width, summary.height)} px`
        )
      }
      openAtFirst
      twin={
        <DataTable
          caption="Reconstruction against input"
          columns={['Measure', 'Value']}
          rows={rows}
          format={scientific}
        />
      }
    >
      <Headlines
        facts={[
          identical
            ? { name: 'PSNR', value: '∞', unit: 'identical' }
            : { name: 'PSNR', value: number(psnr ?? NaN, 2), unit: 'dB' },
          ssim === null ? { name: 'SSIM', value: '—', unit: 'under 11 px' } : { name: 'SSIM', value: number(ssim, 3) },
        ]}
      />
      <Facts
        facts={[
          { name: 'MSE', value: scientific(mse) },
          {
            name: bits ? `Latent at ${bits} bits` : 'Latent as float32',
            value: bytes((compression.latentValues * (bits ?? 32)) / 8),
          },
          { name: 'Mean |e|', value: number(meanAbsolute, 2) },
          { name: 'Latent', value: fewerText(compression.ratio), words: true },
          { name: 'Max |e|', value: number(maxAbsolute) },
          { name: 'Bits / pixel', value: number(compression.bitsPerPixel, 2) },
          ...(entropy === null ? [] : [{ name: 'Entropy, bits / pixel', value: number(entropy, 2) }]),
          ...(stLpips === undefined
            ? []
            : [{ name: 'ST-LPIPS', value: stLpips === null ? 'too small' : number(stLpips, 4) }]),
        ]}
      />
      {stored ? null : <MeasureStLpips job={summary.job} />}
    </Drawer>
  );
}

export const qualityDrawer: DrawerDescription = {
  id: 'quality',
  name: 'Quality',
  needs: ['error'],
  Component: Quality,
};
