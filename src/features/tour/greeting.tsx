import { X } from 'lucide-react';
import { Button } from 'react-aria-components';
import { useActions, useLab } from '../../ui/lab-context';
import { useDialogs } from '../../ui/use-open';

/** What the page is, for a first visit, and the offer of the tour; it goes away for good. */
export function Greeting() {
  const { setTour, setGreeted } = useActions();
  const { show } = useDialogs();
  const greeted = useLab((state) => state.greeted);
  return greeted ? null : (
    <div className="greeting" role="region" aria-label="What this page is">
      <span>See how a neural network squeezes a picture into few numbers and rebuilds it, step by step.</span>
      <Button className="button small solid" onPress={() => setTour(1)}>
        Take the tour, 90 s
      </Button>
      <Button className="button small" onPress={() => show('about')}>
        About
      </Button>
      <Button className="button only-icon" aria-label="Close this line" onPress={setGreeted}>
        <X className="icon" aria-hidden />
      </Button>
    </div>
  );
}
