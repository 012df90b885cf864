import { MenuItem } from 'react-aria-components';
import type { Opened } from '../../kit/opener';
import { PopoverMenu } from '../../kit/popovers';
import { useSaveCard, useSaveView } from '../../../features/export/use-save';
import { useActions, useLab } from '../../lab-context';
import { effectiveTheme } from '../theme';
import { useCopyLink } from './use-copy-link';
import { useDialogs, usePaste } from '../../use-open';

interface ItemsProps {
  readonly opened: Opened;
}

type Acts = Record<string, () => void>;

export function ExportItems({ opened }: ItemsProps) {
  const saveView = useSaveView();
  const copyLink = useCopyLink();
  const { show } = useDialogs();
  const saveCard = useSaveCard();
  const two = useLab(({ viewer }) => viewer.views[viewer.stage].layout !== 'one');
  const act: Acts = {
    png: () => saveView(),
    'png-labels': () => saveView('labelled'),
    'png-b': () => saveView('b'),
    npy: () => show('export'),
    link: copyLink,
    card: saveCard,
  };
  return (
    <PopoverMenu opened={opened} placement="bottom end" onAction={(key) => act[key]?.()}>
      <MenuItem id="png" className="option">
        Shown view as PNG<kbd className="aside">Ctrl S</kbd>
      </MenuItem>
      <MenuItem id="png-labels" className="option">
        The same with labels
      </MenuItem>
      {two ? (
        <MenuItem id="png-b" className="option">
          B alone as PNG
        </MenuItem>
      ) : null}
      <MenuItem id="npy" className="option">
        Tensor as .npy…
      </MenuItem>
      <MenuItem id="card" className="option">
        Settings and results (JSON)
      </MenuItem>
      <MenuItem id="link" className="option">
        Copy link to these settings
      </MenuItem>
    </PopoverMenu>
  );
}

/** The ways to a picture; of the bar on wide screens. */
export function OpenItems({ opened }: ItemsProps) {
  const { pickFile, show } = useDialogs();
  const { goLive } = useActions();
  const paste = usePaste();
  const act: Acts = {
    file: pickFile,
    paste,
    camera: () => show('camera'),
    live: () => goLive('camera'),
    link: () => show('link'),
    samples: () => show('samples'),
  };
  return (
    <PopoverMenu opened={opened} placement="bottom start" onAction={(key) => act[key]?.()}>
      <MenuItem id="file" className="option">
        File…<kbd className="aside">O</kbd>
      </MenuItem>
      <MenuItem id="paste" className="option">
        From the clipboard<kbd className="aside">Ctrl V</kbd>
      </MenuItem>
      <MenuItem id="camera" className="option">
        From the camera…
      </MenuItem>
      <MenuItem id="live" className="option">
        Camera, live…
      </MenuItem>
      <MenuItem id="link" className="option">
        From a link…
      </MenuItem>
      <MenuItem id="samples" className="option">
        Samples…
      </MenuItem>
    </PopoverMenu>
  );
}

export function PhoneItems({ opened }: ItemsProps) {
  const actions = useActions();
  const { pickFile, show } = useDialogs();
  const paste = usePaste();
  const copyLink = useCopyLink();
  const theme = useLab((state) => effectiveTheme(state.theme));
  const canUndo = useLab((state) => state.history.past.length > 0);
  const canRedo = useLab((state) => state.history.future.length > 0);
  const act: Acts = {
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
    tour: () => actions.setTour(1),
    about: () => show('about'),
  };
  return (
    <PopoverMenu
      opened={opened}
      placement="bottom end"
      disabledKeys={[...(canUndo ? [] : ['undo']), ...(canRedo ? [] : ['redo'])]}
      onAction={(key) => act[key]?.()}
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
      <MenuItem id="tour" className="option">
        Tour
      </MenuItem>
      <MenuItem id="about" className="option">
        About
      </MenuItem>
    </PopoverMenu>
  );
}
