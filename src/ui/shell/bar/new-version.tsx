import { Button } from 'react-aria-components';
import { reloadIntoNewVersion } from '../../../state/new-version';

/** A newer page is stored and waits. Settings and edits outlive the reload. */
export default function NewVersion() {
  return (
    <span className="chip new-version" role="status">
      <span className="text">New version ready.</span>
      <Button className="button" onPress={reloadIntoNewVersion}>
        Reload
      </Button>
    </span>
  );
}
