import { Button } from 'react-aria-components';
import { Sheet } from '../../kit/sheet';
import { useLab } from '../../lab-context';
import ModelMenuBody from './model-menu-body';

/** The model menu as a dialog, where the bar has no room for it. */
export default function ModelsDialog({ onClose }: { onClose: () => void }) {
  const chosen = useLab(({ settings, defaultModel }) => settings.model || defaultModel);
  return (
    <Sheet title="Models" isOpen onClose={onClose}>
      <ModelMenuBody chosen={chosen} />
      <div className="actions">
        <Button className="button solid" onPress={onClose}>
          Close
        </Button>
      </div>
    </Sheet>
  );
}
