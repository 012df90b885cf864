import { Menu as MenuIcon } from 'lucide-react';
import { latePart } from '../../kit/late';
import { Opener } from '../../kit/opener';

const Items = latePart(async () => ({ default: (await import('./menus')).PhoneItems }));

/** Everything of the bar that has no room on phones. */
export function PhoneMenu() {
  return (
    <Opener
      kind="menu"
      className="button only-icon only-phone"
      label="Menu"
      preload={Items.preload}
      body={(opened) => <Items opened={opened} />}
    >
      <MenuIcon className="icon" aria-hidden />
    </Opener>
  );
}
