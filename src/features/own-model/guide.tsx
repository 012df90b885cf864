import { ClipboardCopy } from 'lucide-react';
import { Button } from 'react-aria-components';
import parts from '../../../docs/bring-your-own-model.md?guide';
import { Sheet } from '../../ui/kit/sheet';
import { useActions } from '../../ui/lab-context';

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
        {parts.map((part, index) =>
          'html' in part ? (
            // Compiled from our own file when the page is built.
            <div key={index} className="guide-text" dangerouslySetInnerHTML={{ __html: part.html }} />
          ) : (
            <div key={index} className="guide-code">
              <pre tabIndex={0}>{part.code}</pre>
              <Button className="button small solid" onPress={() => copy(part.code)}>
                <ClipboardCopy className="icon small" aria-hidden />
                Copy
              </Button>
            </div>
          ),
        )}
        <div className="actions">
          <Button className="button primary" onPress={onClose}>
            Back
          </Button>
        </div>
      </div>
    </Sheet>
  );
}
