import { Button } from 'react-aria-components';
import { useDialogs, usePaste } from '../../use-open';

/** The ways to open a picture, side by side, for the empty viewer. */
export function OpenButtons() {
  const { pickFile, show } = useDialogs();
  const paste = usePaste();
  return (
    <div className="row">
      <Button className="button primary" onPress={pickFile}>
        Open…
      </Button>
      <Button className="button solid" onPress={paste}>
        Paste
      </Button>
      <Button className="button solid" onPress={() => show('camera')}>
        Camera
      </Button>
      <Button className="button solid" onPress={() => show('link')}>
        Link
      </Button>
    </div>
  );
}
