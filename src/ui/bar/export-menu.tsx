import { Share } from 'lucide-react';
import { Button, Menu, MenuItem, MenuTrigger, Popover } from 'react-aria-components';
import { versionOf } from '../../state/versions';
import { useActions, useLabObject } from '../lab-context';
import { requestOf } from '../requests';
import { saveBlob } from './save';

/** Copies a link with the settings that differ from the defaults; the picture is never part of it. */
export function useCopyLink(): () => void {
  const actions = useActions();
  return () => {
    const link = actions.shareLink(location.href);
    navigator.clipboard.writeText(link).then(
      () => actions.inform('Link copied. It carries the settings, not the picture.'),
      () => actions.inform(`This browser does not let the page copy. The link: ${link}`),
    );
  };
}

/** Saves the shown view as PNG, pixel by pixel as it was computed. */
export function useSaveView(): () => void {
  const lab = useLabObject();
  return () => {
    const state = lab.store.getState();
    const { b } = state.viewer.views[state.viewer.stage];
    const request = requestOf(b, state.viewer);
    const version = versionOf(state, request);
    if (!version) {
      lab.actions.inform('There is nothing to export yet.');
      return;
    }
    const name = `${(state.picture?.info.name ?? 'picture').replace(/\.[^.]*$/, '')}-${b}.png`;
    lab.views.acquire(version, request)
      .then(async ({ bitmap }) => {
        const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
        canvas.getContext('2d')?.drawImage(bitmap, 0, 0);
        saveBlob(await canvas.convertToBlob({ type: 'image/png' }), name);
      })
      .catch(() => lab.actions.inform('This view could not be exported. Run again, then try once more.'))
      .finally(() => lab.views.release(version, request));
  };
}

export function ExportMenu() {
  const saveView = useSaveView();
  const copyLink = useCopyLink();
  return (
    <MenuTrigger>
      <Button className="button not-phone">
        <Share className="icon" aria-hidden />
        Export
      </Button>
      <Popover className="popover" placement="bottom end">
        <Menu className="options" onAction={(key) => (key === 'png' ? saveView() : copyLink())}>
          <MenuItem id="png" className="option">Shown view as PNG<kbd className="aside">Ctrl S</kbd></MenuItem>
          <MenuItem id="link" className="option">Copy link to these settings</MenuItem>
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}
