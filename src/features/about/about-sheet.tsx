import { ClipboardCopy } from 'lucide-react';
import { useState } from 'react';
import { Button } from 'react-aria-components';
import { version } from '../../../package.json';
import { modelOf } from '../../state/model-of';
import { Facts } from '../../ui/kit/facts';
import { latePart } from '../../ui/kit/late';
import { LateOver } from '../../ui/kit/late-over';
import { Sheet } from '../../ui/kit/sheet';
import { useActions, useLab } from '../../ui/lab-context';
import { PAPER_BIBTEX, toolBibtex } from './words';
import './about.css';
import { P } from '../../ui/kit/words';

const ModelCard = latePart(() => import('./model-card'));

/** What the page is, whose work it shows, and under which licences. */
export default function AboutSheet({ onClose }: { readonly onClose: () => void }) {
  const { setTour } = useActions();
  const [card, setCard] = useState(false);
  const model = useLab(modelOf);
  return (
    <Sheet title="About litevae-lab" isOpen onClose={onClose}>
      <div className="about">
        <P>
          This page runs LiteVAE, a small neural network, on your own device. The network squeezes a picture into few
          numbers and rebuilds it from them. You can look at each step, change it, and measure what it does to the
          picture.
        </P>
        <P>
          <b>Privacy:</b>{' '}
          <span>
            pictures stay on this device. The page counts no visits, and asks no other host unless you open a picture by
            its address.
          </span>
        </P>
        <section aria-label="The paper">
          <h3>The paper</h3>
          <P>
            <a href="https://arxiv.org/abs/2405.14477" target="_blank" rel="noreferrer">
              LiteVAE: Lightweight and Efficient Variational Autoencoders for Latent Diffusion Models
            </a>
            , by Sadat, Buhmann, Bradley, Hilliges and Weber (NeurIPS 2024). The page is not theirs: its code and its
            weights were made anew from the text of the paper.
          </P>
          <Cite name="the paper" code={PAPER_BIBTEX} />
        </section>
        <section aria-label="This page">
          <h3>This page</h3>
          <Facts
            single
            facts={[
              { name: 'Version', value: version },
              { name: 'Code', value: 'Apache License 2.0, in the repository litevae-lab', words: true },
              ...(model ? [{ name: 'Model', value: `${model.title}, revision ${model.revision}`, words: true }] : []),
              ...(model ? [{ name: 'Licence of the weights', value: model.license, words: true }] : []),
            ]}
          />
          <Cite name="this page" code={toolBibtex(version)} />
          <div className="row">
            <Button className="button small solid" onPress={() => setCard(true)}>
              Model card
            </Button>
            <a className="about-link" href="./THIRD-PARTY-NOTICES.txt" target="_blank" rel="noreferrer">
              Licences of the packages
            </a>
          </div>
          <P className="hint">The samples have licences of their own, which Samples… shows beside them.</P>
        </section>
        <div className="actions">
          <Button
            className="button solid"
            onPress={() => {
              onClose();
              setTour(1);
            }}
          >
            Take the tour
          </Button>
          <Button className="button primary" onPress={onClose} autoFocus>
            Close
          </Button>
        </div>
      </div>
      {card ? (
        <LateOver name="The model card" onClose={() => setCard(false)}>
          <ModelCard onClose={() => setCard(false)} />
        </LateOver>
      ) : null}
    </Sheet>
  );
}

function Cite({ name, code }: { readonly name: string; readonly code: string }) {
  const { inform } = useActions();
  const copy = (): void => {
    navigator.clipboard.writeText(code).then(
      () => inform('Copied.'),
      () => inform('This browser does not let the page copy. Select the text and copy it.'),
    );
  };
  return (
    <div className="about-cite">
      <pre tabIndex={0} role="group" aria-label={`BibTeX of ${name}`} translate="no">
        {code}
      </pre>
      <Button className="button small solid" aria-label={`Copy the BibTeX of ${name}`} onPress={copy}>
        <ClipboardCopy className="icon small" aria-hidden />
        Copy
      </Button>
    </div>
  );
}
