import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import type { Elements } from './elements';
import { WordsPanel } from './words';

interface SheetProps {
  readonly title: string;
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly role?: 'dialog' | 'alertdialog';
  readonly children: Elements;
}

/** A modal dialog: focus stays inside, Esc closes, and focus goes back to where it was. */
export function Sheet({ title, isOpen, onClose, role = 'dialog', children }: SheetProps) {
  return (
    <ModalOverlay
      className="modal-overlay"
      isOpen={isOpen}
      isDismissable
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
    >
      <Modal className="modal">
        <Dialog className="dialog" role={role}>
          <Heading slot="title">{title}</Heading>
          <WordsPanel>{children}</WordsPanel>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
