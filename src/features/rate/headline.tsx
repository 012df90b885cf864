import { useLab } from '../../ui/lab-context';
import { useRate } from './use-rate';

/** What the closed drawer says: how far it is, or how many bits a latent value has. */
export default function RateHeadline() {
  const bits = useLab(({ settings }) => settings.latent.bits);
  const { running, progress, stale } = useRate();
  return (
    <span>
      {running
        ? `${progress.done} of ${progress.total}`
        : stale
          ? 'stale'
          : bits
            ? `${bits} bits per latent value`
            : 'float32'}
    </span>
  );
}
