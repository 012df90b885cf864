import { ChevronDown, FolderOpen } from 'lucide-react';
import { Button } from 'react-aria-components';
import { latePart } from '../../kit/late';
import { Opener } from '../../kit/opener';
import { Tip } from '../../kit/tip';
import { useDialogs } from '../../use-open';

const Items = latePart(async () => ({ default: (await import('./menus')).OpenItems }));

/** Open as a button, and the other ways in a menu beside it. */
export function OpenMenu() {
  const { pickFile } = useDialogs();
  return (
    <>
      <Tip text="Open a picture" keys="O">
        <Button className="button" onPress={pickFile}>
          <FolderOpen className="icon" aria-hidden />
          Open
        </Button>
      </Tip>
      <Opener
        kind="menu"
        className="button only-icon not-phone"
        label="More ways to open a picture"
        preload={Items.preload}
        body={(opened) => <Items opened={opened} />}
      >
        <ChevronDown className="icon small" aria-hidden />
      </Opener>
    </>
  );
}
