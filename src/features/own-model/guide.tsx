import { ClipboardCopy } from 'lucide-react';
import { Button } from 'react-aria-components';
import text from '../../../docs/bring-your-own-model.md?raw';
import { Sheet } from '../../ui/kit/sheet';
import { useActions } from '../../ui/lab-context';
import { Markdown } from './markdown';

/** The guide of the repository, so that it is there without a network, too. */
export default function Guide({ onClose }: { readonly onClose: () => void }) {
  const { inform } = useActions();
  const copy = (code: string): void => {
    navigator.clipboard.writeText(code).then(
      () => inform('Copied.'),
      () => inform('This browser does not let the page copy.'),
    );
  };
  return (
    <Sheet title="Bring your own model" isOpen onClose={onClose}>
      <div className="guide">
        <Markdown
          text={text}
          after={(code) => (
            <Button className="button small solid" onPress={() => copy(code)}>
              <ClipboardCopy className="icon small" aria-hidden />
              Copy
            </Button>
          )}
        />
        <div className="actions">
          <Button className="button primary" onPress={onClose}>
            Back
          </Button>
        </div>
      </div>
    </Sheet>
  );
}
