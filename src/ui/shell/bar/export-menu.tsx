import { Share } from 'lucide-react';
import { latePart } from '../../kit/late';
import { Opener } from '../../kit/opener';

const load = () => import('./menus');
const Items = latePart(async () => ({ default: (await load()).ExportItems }));

export function ExportMenu() {
  return (
    <Opener
      kind="menu"
      className="button not-phone export"
      label="Export"
      preload={load}
      body={(opened) => <Items opened={opened} />}
    >
      <Share className="icon" aria-hidden />
      <span className="export-word">Export</span>
    </Opener>
  );
}
