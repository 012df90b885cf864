import { Button } from 'react-aria-components';
import { toErrorInfo } from '../../core/errors';
import { saveBlob } from '../../ui/kit/save';
import { useLabObject } from '../../ui/lab-context';
import { batchFileName } from './numbers';
import type { BatchFormat } from './state/batch-latents';
import { useBatch } from './use-batch';

const FORMATS: readonly BatchFormat[] = ['npy', 'safetensors'];

/** Saves the latents of all pictures as one tensor. The pictures are encoded again for it. */
export function LatentsOut() {
  const { batch, rows, running, packed, settings } = useBatch();
  const { actions } = useLabObject();
  const isReady = !running && packed === null && rows.some(({ status }) => status === 'done');
  const save = (format: BatchFormat): void => {
    batch.latents(format).then(
      (blob) => settings && saveBlob(blob, batchFileName(rows, `latents.${format}`, settings)),
      (thrown: unknown) => actions.complain(toErrorInfo(thrown)),
    );
  };
  return (
    <div className="row batch-latents" role="group" aria-label="Latents of the batch">
      <span className="dim small">All latents as one tensor, for pictures of one size:</span>
      {FORMATS.map((format) => (
        <Button key={format} className="button small solid" isDisabled={!isReady} onPress={() => save(format)}>
          <span>{`Save .${format}`}</span>
        </Button>
      ))}
    </div>
  );
}
