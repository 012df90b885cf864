import { FolderOpen } from 'lucide-react';
import { Button } from 'react-aria-components';
import { useStore } from 'zustand';
import { Facts, type Fact } from '../../ui/kit/facts';
import { decibels, number, scientific } from '../../ui/kit/format';
import { useLab, useLabObject } from '../../ui/lab-context';
import { useDialogs } from '../../ui/use-open';
import { comparisonOf, type LatentComparison } from './state/latent-opening';
import { P } from '../../ui/kit/words';

/** What is known of the open latent, beside the picture that was open before it. */
export default function LatentFilePanel() {
  const lab = useLabObject();
  const { pickFile } = useDialogs();
  const latent = useLab(({ picture }) => picture?.info.latent);
  const version = useLab(({ picture }) => picture?.version);
  const found = useStore(comparisonOf(lab));
  const comparison = found && found.version === version ? found : null;
  return (
    <>
      {latent ? (
        <Facts
          facts={[
            { name: 'Shape', value: latent.dims.join(' × ') },
            { name: 'Units in the file', value: latent.units === 'raw' ? 'raw z' : 'scaled', words: true },
          ]}
        />
      ) : (
        <P className="hint">
          Drop or open a .npy, .npz, .safetensors, .latent or .pt file: its latent is shown here, and the model decodes
          it.
        </P>
      )}
      {comparison ? (
        <>
          <P className="hint">{`Beside the latent of ${comparison.picture}, as it was shown:`}</P>
          <Facts facts={factsOf(comparison)} single />
        </>
      ) : null}
      <div className="row">
        <Button className="button small solid" onPress={pickFile}>
          <FolderOpen className="icon small" aria-hidden />
          Open a latent…
        </Button>
      </div>
    </>
  );
}

function factsOf({ difference, psnr }: LatentComparison): Fact[] {
  const { meanAbsolute, rms, maxAbsolute, correlation, at } = difference;
  return [
    { name: 'Mean |difference|', value: scientific(meanAbsolute) },
    { name: 'Root mean square', value: scientific(rms) },
    { name: 'Largest', value: scientific(maxAbsolute) },
    ...(maxAbsolute > 0 ? [{ name: 'Largest at', value: `ch. ${at.channel}, x ${at.x}, y ${at.y}` }] : []),
    { name: 'Correlation', value: number(correlation, 4) },
    ...(psnr === undefined ? [] : [{ name: 'PSNR between reconstructions', value: decibels(psnr) }]),
  ];
}
