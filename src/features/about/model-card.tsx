import { Button } from 'react-aria-components';
import parts from '../../../docs/model-card.md?guide';
import { Sheet } from '../../ui/kit/sheet';

/** The model card of the repository, so that it is there without a network, too. */
export default function ModelCard({ onClose }: { readonly onClose: () => void }) {
  return (
    <Sheet title="Model card" isOpen onClose={onClose}>
      <div className="about">
        {parts.map((part, index) =>
          'html' in part ? (
            // Compiled from our own file when the page is built.
            <div key={index} className="about-text" dangerouslySetInnerHTML={{ __html: part.html }} />
          ) : (
            <pre key={index} tabIndex={0}>
              {part.code}
            </pre>
          ),
        )}
        <div className="actions">
          <Button className="button primary" onPress={onClose} autoFocus>
            Back
          </Button>
        </div>
      </div>
    </Sheet>
  );
}
