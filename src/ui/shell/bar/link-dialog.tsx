import { useState } from 'react';
import { Button, FieldError, Form, Input, Label, TextField } from 'react-aria-components';
import { Sheet } from '../../kit/sheet';
import { useActions } from '../../lab-context';

/** Opens a picture by its address. Its host must allow other pages to read it. */
export default function LinkDialog({ onClose }: { onClose: () => void }) {
  const { show } = useActions();
  const [address, setAddress] = useState('');
  return (
    <Sheet title="Open a picture from a link" isOpen onClose={onClose}>
      <Form
        className="controls"
        onSubmit={(event) => {
          event.preventDefault();
          show(address);
          onClose();
        }}
      >
        <TextField className="text-field" type="url" isRequired value={address} onChange={setAddress} autoFocus>
          <Label>Address</Label>
          <Input className="field" placeholder="https://…" />
          <FieldError className="bad" />
        </TextField>
        <p className="hint">It is fetched by this browser from that host, which must allow it (CORS).</p>
        <div className="actions">
          <Button className="button" onPress={onClose}>
            Cancel
          </Button>
          <Button className="button primary" type="submit">
            Open
          </Button>
        </div>
      </Form>
    </Sheet>
  );
}
