import { Menu as MenuIcon } from 'lucide-react';
import { Button, Menu, MenuItem, MenuTrigger, Popover } from 'react-aria-components';
import { useActions, useLab } from '../../lab-context';
import { effectiveTheme } from '../theme';
import { useCopyLink } from './export-menu';
import { useDialogs, usePaste } from '../../use-open';

/** On phones: everything of the bar that has no room there. */
export function PhoneMenu() {
  const actions = useActions();
  const { pickFile, show } = useDialogs();
  const paste = usePaste();
  const copyLink = useCopyLink();
  const theme = useLab((state) => effectiveTheme(state.theme));
  const canUndo = useLab((state) => state.history.past.length > 0);
  const canRedo = useLab((state) => state.history.future.length > 0);
  const act: Record<string, () => void> = {
    open: pickFile,
    paste,
    camera: () => show('camera'),
    live: () => actions.goLive('camera'),
    link: () => show('link'),
    samples: () => show('samples'),
    models: () => show('models'),
    undo: actions.undo,
    redo: actions.redo,
    share: copyLink,
    export: () => show('export'),
    commands: () => show('palette'),
    theme: () => actions.setTheme(theme === 'dark' ? 'light' : 'dark'),
    help: () => show('help'),
  };
  return (
    <MenuTrigger>
      <Button className="button only-icon only-phone" aria-label="Menu">
        <MenuIcon className="icon" aria-hidden />
      </Button>
      <Popover className="popover" placement="bottom end">
        <Menu
          className="options"
          disabledKeys={[...(canUndo ? [] : ['undo']), ...(canRedo ? [] : ['redo'])]}
          onAction={(key) => act[String(key)]?.()}
        >
          <MenuItem id="open" className="option">
            Open a file…
          </MenuItem>
          <MenuItem id="paste" className="option">
            Paste
          </MenuItem>
          <MenuItem id="camera" className="option">
            Camera…
          </MenuItem>
          <MenuItem id="live" className="option">
            Camera, live…
          </MenuItem>
          <MenuItem id="link" className="option">
            Open a link…
          </MenuItem>
          <MenuItem id="samples" className="option">
            Samples…
          </MenuItem>
          <MenuItem id="undo" className="option">
            Undo
          </MenuItem>
          <MenuItem id="redo" className="option">
            Redo
          </MenuItem>
          <MenuItem id="models" className="option">
            Models…
          </MenuItem>
          <MenuItem id="export" className="option">
            Export…
          </MenuItem>
          <MenuItem id="share" className="option">
            Copy link
          </MenuItem>
          <MenuItem id="theme" className="option">
            <span>{theme === 'dark' ? 'Light theme' : 'Dark theme'}</span>
          </MenuItem>
          <MenuItem id="commands" className="option">
            Commands…
          </MenuItem>
          <MenuItem id="help" className="option">
            Help
          </MenuItem>
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}
