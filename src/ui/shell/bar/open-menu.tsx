import { ChevronDown, FolderOpen } from 'lucide-react';
import { Button, Menu, MenuItem, MenuTrigger, Popover } from 'react-aria-components';
import { Tip } from '../../kit/tip';
import { useActions } from '../../lab-context';
import { useDialogs, usePaste, type DialogName } from '../../use-open';

/** Open as a button, and the other ways in a menu beside it. */
export function OpenMenu() {
  const { pickFile, show } = useDialogs();
  const { goLive } = useActions();
  const paste = usePaste();
  return (
    <>
      <Tip text="Open a picture" keys="O">
        <Button className="button" onPress={pickFile}>
          <FolderOpen className="icon" aria-hidden />
          Open
        </Button>
      </Tip>
      <MenuTrigger>
        <Button className="button only-icon not-phone" aria-label="More ways to open a picture">
          <ChevronDown className="icon small" aria-hidden />
        </Button>
        <Popover className="popover" placement="bottom start">
          <Menu
            className="options"
            onAction={(key) => {
              if (key === 'file') pickFile();
              else if (key === 'paste') paste();
              else if (key === 'live') goLive('camera');
              else show(key as DialogName);
            }}
          >
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
          </Menu>
        </Popover>
      </MenuTrigger>
    </>
  );
}
