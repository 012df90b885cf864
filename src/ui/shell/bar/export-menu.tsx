import { Share } from 'lucide-react';
import { Button, Menu, MenuItem, MenuTrigger, Popover } from 'react-aria-components';
import { useSaveCard, useSaveView } from '../../../features/export/use-save';
import { useActions, useLab } from '../../lab-context';
import { useDialogs } from '../../use-open';

/** Copies a link with the settings that differ from the defaults; the picture is never part of it. */
export function useCopyLink(): () => void {
  const actions = useActions();
  return () => {
    const link = actions.shareLink(location.href);
    navigator.clipboard.writeText(link).then(
      () =>
        actions.inform(
          `Link copied. It carries the settings, not the picture${link.includes('%22own-') ? ', and not your own model' : ''}.`,
        ),
      () => actions.inform(`This browser does not let the page copy. The link: ${link}`),
    );
  };
}

export function ExportMenu() {
  const saveView = useSaveView();
  const copyLink = useCopyLink();
  const { show } = useDialogs();
  const saveCard = useSaveCard();
  const two = useLab(({ viewer }) => viewer.views[viewer.stage].layout !== 'one');
  const act: Record<string, () => void> = {
    png: () => saveView(),
    'png-labels': () => saveView('labelled'),
    'png-b': () => saveView('b'),
    npy: () => show('export'),
    link: copyLink,
    card: saveCard,
  };
  return (
    <MenuTrigger>
      <Button className="button not-phone export" aria-label="Export">
        <Share className="icon" aria-hidden />
        <span className="export-word">Export</span>
      </Button>
      <Popover className="popover" placement="bottom end">
        <Menu className="options" onAction={(key) => act[String(key)]?.()}>
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
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}
