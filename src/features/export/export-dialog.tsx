import { Download } from 'lucide-react';
import { Button } from 'react-aria-components';
import { CHANNELS_PER_LEVEL } from '../../core/math/bands';
import { elementCount } from '../../core/math/geometry';
import { makes } from '../../core/missing';
import { STATS_TENSORS, TENSOR_NAMES, type RunSummary, type TensorName } from '../../core/protocol';
import { liveSummary } from '../../state/selectors';
import { Sheet } from '../../ui/kit/sheet';
import { bytes } from '../../ui/kit/format';
import { latentWords } from '../../ui/viewer/latent-formula';
import { useLab } from '../../ui/lab-context';
import { TENSOR_WORDS } from './state/tensor-words';
import { useSaveView } from './use-save';
import { useSaveArchive, useSaveLatent, useSaveTensor } from './use-save-tensors';
import { P } from '../../ui/kit/words';

const LATENT_FILES = [
  { format: 'safetensors', name: '.safetensors', words: 'latents, as it is shown: for pipelines of diffusers' },
  { format: 'latent', name: '.latent', words: 'z, as the autoencoder knows it: for Load Latent of ComfyUI' },
] as const;

/** What the run did not make cannot be saved. */
function isMade(name: TensorName, summary: RunSummary): boolean {
  const known = STATS_TENSORS.find((each) => each === name);
  return known === undefined || makes(summary, known);
}

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
  const saveLatent = useSaveLatent();
  const { isPacking, saveArchive } = useSaveArchive();
  const two = useLab(({ viewer }) => viewer.views[viewer.stage].layout !== 'one');
  const summary = useLab(liveSummary);
  const model = useLab(({ models }) => models.find(({ id }) => id === summary?.model));
  const words = model ? { ...TENSOR_WORDS, latent: latentWords(model) } : TENSOR_WORDS;
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
      {summary ? (
        <>
          <h3 className="export-title">Latent for other programs</h3>
          <ul className="export-list">
            {LATENT_FILES.map(({ format, name, words: about }) => (
              <li key={format}>
                <Button
                  className="option"
                  aria-label={`Save the latent as ${name}: ${about}`}
                  onPress={() => saveLatent(format)}
                >
                  <Download className="icon" aria-hidden />
                  <span className="mono">{name}</span>
                  <span className="dim words">{about}</span>
                </Button>
              </li>
            ))}
          </ul>
          <h3 className="export-title">Tensors as .npy</h3>
          <P className="hint">
            Float32, little endian, batch × channels × height × width, for NumPy and every program that reads its files.
          </P>
          <div className="row">
            <Button className="button solid" isDisabled={isPacking} onPress={saveArchive}>
              <span>{isPacking ? 'Packing…' : 'All of them as one ZIP'}</span>
            </Button>
          </div>
          <ul className="export-list">
            {TENSOR_NAMES.filter((name) => isMade(name, summary)).map((name) => {
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
        <P className="hint export-title">There are no tensors yet. They appear after a picture has run.</P>
      )}
      <div className="actions">
        <Button className="button solid" onPress={onClose} autoFocus>
          Close
        </Button>
      </div>
    </Sheet>
  );
}
