import { CircleHelp, CircleStop, Command, Contrast, Redo2, Undo2 } from 'lucide-react';
import { Button } from 'react-aria-components';
import NewVersion from './new-version';
import { IconButton } from '../../kit/icon-button';
import { size } from '../../kit/format';
import { useActions, useLab } from '../../lab-context';
import { effectiveTheme } from '../theme';
import { BackendPanel } from './backend-panel';
import { ExportMenu } from './export-menu';
import { Mark } from './mark';
import { ModelMenu } from './model-menu';
import { OpenMenu } from './open-menu';
import { PanelToggle } from './panel-toggle';
import { PhoneMenu } from './phone-menu';
import { useDialogs } from '../../use-open';

/** Brand, the open file, edits, model, backend, and the rest. */
export function TopBar() {
  const actions = useActions();
  const { show } = useDialogs();
  const info = useLab((state) => state.picture?.info ?? null);
  const canUndo = useLab((state) => state.history.past.length > 0);
  const canRedo = useLab((state) => state.history.future.length > 0);
  const theme = useLab((state) => effectiveTheme(state.theme));
  const busy = useLab((state) => state.work.status !== 'idle');
  const offline = useLab((state) => state.offline);
  const newVersion = useLab((state) => state.newVersion);
  return (
    <header className={busy ? 'bar busy' : 'bar'}>
      <span className="brand">
        <Mark />
        <h1 translate="no">litevae-lab</h1>
      </span>
      <OpenMenu />
      {info ? (
        <>
          <span className="separator not-phone" />
          <span className="file not-phone" title={info.name}>
            <b>{info.name}</b>
            <span className="mono dim from-wide">{size(info.width, info.height)}</span>
          </span>
        </>
      ) : null}
      <span className="grow" />
      {offline ? (
        <span className="chip" role="status">
          Offline.<span className="from-wide"> What was loaded here still works.</span>
        </span>
      ) : null}
      {newVersion ? <NewVersion /> : null}
      {busy ? (
        <Button className="button" aria-label="Stop" onPress={actions.cancel}>
          <CircleStop className="icon" aria-hidden />
          <span className="stop-word not-phone">Stop</span>
          <kbd className="stop-word not-phone">Esc</kbd>
        </Button>
      ) : null}
      <IconButton
        icon={Undo2}
        label="Undo"
        keys="Ctrl Z"
        className="not-phone"
        isDisabled={!canUndo}
        onPress={actions.undo}
      />
      <IconButton
        icon={Redo2}
        label="Redo"
        keys="Ctrl Shift Z"
        className="not-phone"
        isDisabled={!canRedo}
        onPress={actions.redo}
      />
      <span className="separator not-phone" />
      <ModelMenu />
      <BackendPanel />
      <span className="separator not-phone" />
      <IconButton
        icon={Contrast}
        label={`Use the ${theme === 'dark' ? 'light' : 'dark'} theme`}
        className="not-phone"
        onPress={() => actions.setTheme(theme === 'dark' ? 'light' : 'dark')}
      />
      <ExportMenu />
      <Button className="button not-phone from-wide" onPress={() => show('palette')}>
        <span className="dim">Commands</span>
        <kbd>Ctrl K</kbd>
      </Button>
      <IconButton
        icon={Command}
        label="Commands"
        keys="Ctrl K"
        className="not-phone to-wide"
        onPress={() => show('palette')}
      />
      <PanelToggle panel="side" />
      <PanelToggle panel="sheet" />
      <IconButton icon={CircleHelp} label="Help" keys="?" className="not-phone" onPress={() => show('help')} />
      <PhoneMenu />
    </header>
  );
}
