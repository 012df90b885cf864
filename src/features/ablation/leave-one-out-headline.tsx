import { signed } from '../../ui/kit/format';
import { useLeaveOneOut } from './use-leave-one-out';

/** What the closed drawer says: how far it is, or which band is needed most. */
export default function LeaveOneOutHeadline() {
  const { ranking, running, stale } = useLeaveOneOut();
  const first = ranking?.rows[0];
  const words =
    ranking && running
      ? `${ranking.rows.length} of ${ranking.total}`
      : ranking && stale
        ? 'stale'
        : first
          ? `${first.name} ${signed(first.psnrChange, 2)} dB`
          : 'not run yet';
  return <span>{words}</span>;
}
