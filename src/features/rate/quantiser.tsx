import { counted } from '../../core/counted';
import { LATENT_BITS } from '../../core/settings/latent-settings';
import type { Depth } from './state/rate';
import { Pick } from '../../ui/kit/pick';
import { bytes, number, size } from '../../ui/kit/format';
import { useResult } from '../../ui/kit/use-result';
import { useLab } from '../../ui/lab-context';
import { depthName } from './curves';
import { useChoice } from './use-choice';
import { P } from '../../ui/kit/words';

const OPTIONS = ['32' as const, ...[...LATENT_BITS].reverse().map((bits) => String(bits) as `${typeof bits}`)].map(
  (id) => ({ id, text: id === '32' ? 'Off (float32)' : depthName(Number(id) as Depth) }),
);

/** How many bits a value of the latent has, and what the latent takes as it is. */
export function Quantiser() {
  const { choose } = useChoice();
  const bits = useLab(({ settings }) => settings.latent.bits ?? 32);
  const summary = useResult();
  const float32 = summary ? (32 * summary.compression.latentValues) / (summary.width * summary.height) : 0;
  const [, channels = 0, rows = 0, columns = 0] = summary?.latentDims ?? [];
  return (
    <>
      <Pick
        label="Bits per latent value"
        value={`${bits}`}
        options={OPTIONS}
        onChange={(id) => choose({ kind: 'depth', depth: Number(id) as Depth })}
      />
      {summary ? (
        <P className="dim small">
          {`${counted(channels, 'channel')} of ${size(columns, rows)} values: ${bytes(4 * summary.compression.latentValues)} at float32 (${number(
            float32,
            2,
          )} bits/px), ${bytes(2 * summary.compression.latentValues)} at float16 (${number(float32 / 2, 2)}).`}
        </P>
      ) : null}
    </>
  );
}
