import { Share } from 'lucide-react';
import { latePart } from '../../kit/late';
import { Opener } from '../../kit/opener';

const Items = latePart(async () => ({ default: (await import('./menus')).ExportItems }));

export function ExportMenu() {
  return (
    <Opener
      kind="menu"
      className="button not-phone export"
      label="Export"
      preload={Items.preload}
      body={(opened) => <Items opened={opened} />}
    >
      <Share className="icon" aria-hidden />
      <span className="export-word">Export</span>
    </Opener>
  );
}
