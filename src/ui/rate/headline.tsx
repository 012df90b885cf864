import { useLab } from '../lab-context';
import { useRate } from './use-rate';

/** What the closed drawer says: how far it is, or how many bits a latent value has. */
export default function RateHeadline() {
  const bits = useLab(({ settings }) => settings.latent.bits);
  const { running, progress, stale } = useRate();
  if (running) return `${progress.done} of ${progress.total}`;
  if (stale) return 'stale';
  return bits ? `${bits} bits a value` : 'float32';
}
