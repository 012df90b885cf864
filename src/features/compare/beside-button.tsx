import { ChevronsLeftRight } from 'lucide-react';
import { use } from 'react';
import { Button, OverlayTriggerStateContext } from 'react-aria-components';
import { useLab, useLabObject } from '../../ui/lab-context';
import { besideOf, showBeside } from './beside';

/** Sets the chosen model beside the page's own, and closes the menu that it is in. */
export function BesideButton() {
  const lab = useLabObject();
  const around = use(OverlayTriggerStateContext);
  const beside = useLab(besideOf);
  if (!beside) return null;
  return (
    <Button
      className="button small solid"
      onPress={() => {
        around?.close();
        showBeside(lab, beside.id);
      }}
    >
      <ChevronsLeftRight className="icon small" aria-hidden />
      <span>{`Beside ${beside.title}`}</span>
    </Button>
  );
}
