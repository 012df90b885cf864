import type { Opened } from '../../kit/opener';
import { PopoverPanel } from '../../kit/popovers';
import ModelMenuBody from './model-menu-body';

/** What the button with the model's name opens. */
export default function ModelMenuPanel({ opened, chosen }: { opened: Opened; chosen: string }) {
  return (
    <PopoverPanel opened={opened} label="Model">
      <ModelMenuBody chosen={chosen} />
    </PopoverPanel>
  );
}
