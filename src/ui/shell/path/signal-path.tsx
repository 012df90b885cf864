import { TabList } from 'react-aria-components';
import { STAGE_IDS } from '../../../state/stages';
import { OPERATORS, Operator } from './operator';
import { StageTab } from './stage-tab';
import { StoredChip } from './stored-chip';

/** The five stages as tabs, and between them the operators, which cannot be selected. */
export function SignalPath() {
  return (
    <nav className="path" aria-label="Signal path">
      <TabList className="stages" aria-label="Stages">
        {STAGE_IDS.map((stage, nth) => (
          <StageTab key={stage} stage={stage} nth={nth} />
        ))}
      </TabList>
      <div className="operators">
        {OPERATORS.map((plan, nth) => (
          <Operator key={plan.title} plan={plan} nth={nth} />
        ))}
      </div>
      <StoredChip />
    </nav>
  );
}
