import { Download } from 'lucide-react';
import { use } from 'react';
import { Button } from 'react-aria-components';
import { toErrorInfo } from '../../core/errors';
import { useLabObject } from '../lab-context';
import { pngOf } from './canvas-png';
import { PresentDrawer } from './drawer';
import { fileName } from './file-name';
import { saveBlob } from './save';

interface SavePngProps {
  readonly what: 'chart' | 'map';
  /** Gives what is saved, once it is asked for; null where there is nothing. */
  readonly drawn: () => HTMLCanvasElement | null | Promise<HTMLCanvasElement | null>;
}

/** A button that saves a drawing of a drawer as a PNG. */
export function SavePng({ what, drawn }: SavePngProps) {
  const { store, actions } = useLabObject();
  const drawer = use(PresentDrawer)?.name ?? what;
  const save = async (): Promise<void> => {
    const canvas = await drawn();
    if (canvas) saveBlob(await pngOf(actions, canvas), fileName(store.getState(), drawer, 'png'));
  };
  return (
    <Button
      className="button small"
      onPress={() => void save().catch((thrown: unknown) => actions.inform(toErrorInfo(thrown).message))}
    >
      <Download size={14} strokeWidth={1.5} aria-hidden />
      <span>{`Save ${what} as PNG`}</span>
    </Button>
  );
}
