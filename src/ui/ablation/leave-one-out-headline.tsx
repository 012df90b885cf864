import { signed } from '../format';
import { useLeaveOneOut } from './use-leave-one-out';

/** What the closed drawer says: how far it is, or which band is needed most. */
export default function LeaveOneOutHeadline() {
  const { ranking, running, stale } = useLeaveOneOut();
  if (!ranking) return 'not run yet';
  if (running) return `${ranking.rows.length} of ${ranking.total}`;
  if (stale) return 'stale';
  const [first] = ranking.rows;
  return first ? `${first.name} ${signed(first.psnrChange, 2)} dB` : 'not run yet';
}
