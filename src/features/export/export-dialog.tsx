import { Download } from 'lucide-react';
import { Button } from 'react-aria-components';
import { CHANNELS_PER_LEVEL } from '../../core/math/bands';
import { elementCount } from '../../core/math/geometry';
import { TENSOR_NAMES, type RunSummary, type TensorName } from '../../core/protocol';
import { liveSummary } from '../../state/selectors';
import { hasNoVariance } from '../../state/versions';
import { Sheet } from '../../ui/kit/sheet';
import { bytes } from '../../ui/kit/format';
import { latentWords } from '../../ui/viewer/latent-formula';
import { useLab } from '../../ui/lab-context';
import { useSaveTensor, useSaveView } from './use-save';

const WORDS: Record<TensorName, string> = {
  input: 'the picture, −1 to 1',
  bands1: 'bands of level 1',
  bands2: 'bands of level 2',
  bands3: 'bands of level 3',
  'bands1.raw': 'level 1 before edits',
  'bands2.raw': 'level 2 before edits',
  'bands3.raw': 'level 3 before edits',
  'latent.raw': 'what the posterior gives',
  mean: 'mean of the posterior',
  logvar: 'log-variance of the posterior',
  latent: 'what the decoder gets',
  coefficients: 'what the decoder gives, as bands',
  reconstruction: 'the picture again, −1 to 1',
};

/** The shape of each tensor, NCHW, from what is known before one is read. */
function shapeOf(name: TensorName, summary: RunSummary, padded: readonly [number, number]): readonly number[] {
  const [width, height] = padded;
  if (name === 'input' || name === 'reconstruction') return [1, 3, summary.height, summary.width];
  if (name === 'mean' || name === 'logvar' || name.startsWith('latent')) return summary.latentDims;
  // The decoder gives the four bands of level 1.
  const level = Number(/^bands([123])/.exec(name)?.[1] ?? 1);
  return [1, CHANNELS_PER_LEVEL, height >> level, width >> level];
}

/** Every tensor of the newest run as .npy, and the shown view as PNG. */
export default function ExportDialog({ onClose }: { onClose: () => void }) {
  const saveView = useSaveView();
  const saveTensor = useSaveTensor();
  const two = useLab(({ viewer }) => viewer.views[viewer.stage].layout !== 'one');
  const summary = useLab(liveSummary);
  const model = useLab(({ models }) => models.find(({ id }) => id === summary?.model));
  const words = model ? { ...WORDS, latent: latentWords(model) } : WORDS;
  const padded = useLab(({ picture }) => [picture?.info.paddedWidth ?? 0, picture?.info.paddedHeight ?? 0] as const);
  return (
    <Sheet title="Export" isOpen onClose={onClose}>
      <div className="row">
        <Button className="button solid" onPress={() => saveView()}>
          Shown view as PNG
        </Button>
        <Button className="button solid" onPress={() => saveView('labelled')}>
          With labels
        </Button>
        {two ? (
          <Button className="button solid" onPress={() => saveView('b')}>
            B alone as PNG
          </Button>
        ) : null}
      </div>
      <h3 className="export-title">Tensors as .npy</h3>
      {summary ? (
        <>
          <p className="hint">
            Float32, little endian, batch × channels × height × width, for NumPy and every program that reads its files.
          </p>
          <ul className="export-list">
            {TENSOR_NAMES.filter((name) => name !== 'logvar' || !hasNoVariance(summary)).map((name) => {
              const shape = shapeOf(name, summary, padded);
              return (
                <li key={name}>
                  <Button
                    className="option"
                    aria-label={`Save ${name}, ${words[name]}, as .npy`}
                    onPress={() => saveTensor(name)}
                  >
                    <Download className="icon" aria-hidden />
                    <span className="mono">{name}</span>
                    <span className="dim words">{words[name]}</span>
                    <span className="mono dim aside">{`${shape.join(' × ')}, ${bytes(4 * elementCount(shape))}`}</span>
                  </Button>
                </li>
              );
            })}
          </ul>
        </>
      ) : (
        <p className="hint">There are no tensors yet. They appear after a picture has run.</p>
      )}
      <div className="actions">
        <Button className="button solid" onPress={onClose} autoFocus>
          Close
        </Button>
      </div>
    </Sheet>
  );
}
