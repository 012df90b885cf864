import { TabList } from 'react-aria-components';
import { isNetwork, PICTURE_STAGES, STAGE_IDS } from '../../../state/stages';
import { NETWORKS, NetworkTab, OPERATORS, Operator } from './operator';
import { StageTab } from './stage-tab';
import { StoredChip } from './stored-chip';

/** The stages as tabs: five pictures, and between them the two networks. The other operators cannot be selected. */
export function SignalPath() {
  return (
    <nav className="path" aria-label="Signal path">
      <TabList className="stages" aria-label="Stages">
        {STAGE_IDS.map((stage) =>
          isNetwork(stage) ? (
            <NetworkTab key={stage} stage={stage} plan={NETWORKS[stage]} />
          ) : (
            <StageTab key={stage} stage={stage} nth={PICTURE_STAGES.indexOf(stage)} />
          ),
        )}
      </TabList>
      <div className="operators">
        {OPERATORS.map((plan) => (
          <Operator key={plan.title} plan={plan} />
        ))}
      </div>
      <StoredChip />
    </nav>
  );
}
