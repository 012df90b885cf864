import { Button } from 'react-aria-components';
import { DRAWERS } from '../../../features/list';
import { STAGE_IDS, STAGE_TITLES } from '../../../state/stages';
import { CheckBox } from '../../kit/check-box';
import { goToDrawer } from '../../kit/go-to-drawer';
import { Sheet } from '../../kit/sheet';
import { useActions, useLab } from '../../lab-context';
import { KEY_HELP } from '../../kit/key-names';
import { useDialogs } from '../../use-open';
import StoredFiles from './stored-files';
import { P } from '../../kit/words';

/** Keys, where each drawer is, and what happened so far. */
export default function HelpSheet({ onClose }: { onClose: () => void }) {
  const actions = useActions();
  const { show } = useDialogs();
  const singleKeys = useLab((state) => state.singleKeys);
  const log = useLab((state) => state.log);
  return (
    <Sheet title="Help" isOpen onClose={onClose}>
      <P className="hint">
        A picture goes through three levels of Haar wavelets, an encoder, a small latent and a decoder. Choose a stage
        to look at it; change bands or the sample, and everything runs again. Pictures stay on this device.
      </P>
      <P className="hint">
        With fingers: drag and pinch; a double tap for 100 % or fit; one finger that rests opens the loupe, two show
        what was before edits.
      </P>
      <div className="row">
        <Button
          className="button small solid"
          onPress={() => {
            onClose();
            actions.setTour(1);
          }}
        >
          Take the tour
        </Button>
        <Button className="button small solid" onPress={() => show('about')}>
          About this page
        </Button>
        <Button className="button small solid" onPress={() => show('glossary')}>
          Glossary
        </Button>
      </div>
      <dl className="keys">
        {KEY_HELP.map(([keys, action]) => (
          <div key={keys}>
            <dt>{action}</dt>
            <dd>
              <kbd>{keys}</kbd>
            </dd>
          </div>
        ))}
      </dl>
      <CheckBox isSelected={singleKeys} onChange={actions.setSingleKeys}>
        Single-key shortcuts (O, X, L and the like); Ctrl ones always work
      </CheckBox>
      <section aria-label="Drawers">
        <h3 className="export-title">Drawers</h3>
        <dl className="places">
          {STAGE_IDS.map((stage) => (
            <div key={stage}>
              <dt>{STAGE_TITLES[stage]}</dt>
              <dd>
                {DRAWERS[stage].map(({ id, name }) => (
                  <Button
                    key={id}
                    className="button small"
                    onPress={() => {
                      onClose();
                      goToDrawer(actions, stage, id);
                    }}
                  >
                    <span>{name}</span>
                  </Button>
                ))}
              </dd>
            </div>
          ))}
        </dl>
      </section>
      <StoredFiles />
      <section aria-label="Log">
        <h3 className="export-title">Log</h3>
        {log.length > 0 ? (
          <ul className="log" tabIndex={0} aria-label="Messages so far">
            {log.map(({ id, text, time }) => (
              <li key={id}>{`${new Date(time).toLocaleTimeString()} ${text}`}</li>
            ))}
          </ul>
        ) : (
          <P className="hint">No messages so far.</P>
        )}
      </section>
      <div className="actions">
        <Button className="button solid" onPress={onClose} autoFocus>
          Close
        </Button>
      </div>
    </Sheet>
  );
}
