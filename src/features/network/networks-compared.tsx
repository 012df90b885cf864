import { isOwnId } from '../../core/model/own-ids';
import { useLab } from '../../ui/lab-context';
import { modelTitle } from '../../state/model-of';
import { DataTable } from '../../ui/kit/data-table';
import { Lead } from '../../ui/kit/lead';
import { number } from '../../ui/kit/format';
import { PUBLISHED, type Published } from './published';
import type { Measure } from './state/networks';
import { useNetwork } from './use-network';
import { short } from './words';
import { P } from '../../ui/kit/words';
import './networks-compared.css';

/** This network beside published ones: numbers as a table, and areas that are true to scale. */
export default function NetworksCompared({ asTable }: { readonly asTable: boolean }) {
  const { part, sketch } = useNetwork();
  const models = useLab((state) => state.models);
  if (!sketch) return <P className="hint">The numbers stand here as soon as the network is read.</P>;
  const own: Published = {
    name: modelTitle({ models }, sketch.model),
    short: 'here',
    parameters: sketch.parameters,
    macs: sketch.common ?? Number.NaN,
  };
  const all = [own, ...PUBLISHED[part]];
  const entry = models.find(({ id }) => id === sketch.model);
  // What is noted of somebody's own model was read off the same files.
  const trained = entry && !isOwnId(entry.id) ? entry[part]?.parameters : undefined;
  return (
    <div className="networks-compared">
      <Lead href="https://arxiv.org/abs/2405.14477" name="LiteVAE, tables 3, 23 and 24">
        {part === 'encoder'
          ? 'What LiteVAE saves, it saves in the encoder. Areas are true to scale.'
          : 'The paper keeps the decoder of SD-VAE; a wavelet decoder is this project’s own. Areas are true to scale.'}
      </Lead>
      {asTable ? (
        <DataTable
          caption={`Parameters of the ${part}, and operations for 256 × 256 pixels`}
          columns={['Network', 'Parameters', 'MACs']}
          rows={all.map(({ name, parameters, macs }, at) => ({
            head: name,
            cells: [parameters, Number.isNaN(macs) ? 'another size alone' : macs],
            selected: at === 0,
          }))}
          format={short}
        />
      ) : (
        <>
          <Areas name="Parameters" measure="parameters" networks={all} />
          <Areas name="Operations (MAC) for 256 × 256 pixels" measure="macs" networks={all} />
        </>
      )}
      <P className="hint">
        {`A MAC is one multiplication with its addition, in convolutions and matrix products.${
          trained === undefined || trained === sketch.parameters
            ? ''
            : ` In training this ${part} had ${number(trained)} parameters: the export makes scales a part of the weights, and splits convolutions that enlarge.`
        }`}
      </P>
    </div>
  );
}

/** Height of the largest square in CSS px. */
const LARGEST = 56;

function Areas({
  name,
  measure,
  networks,
}: {
  readonly name: string;
  readonly measure: Measure;
  readonly networks: readonly Published[];
}) {
  const known = networks.filter((each) => !Number.isNaN(each[measure]));
  const most = Math.max(...known.map((each) => each[measure]));
  return (
    <figure
      className="areas"
      aria-label={`${name}: ${known.map((each) => `${each.name} ${short(each[measure])}`).join(', ')}`}
    >
      <figcaption>{name}</figcaption>
      <div className="squares" aria-hidden>
        {known.map((each) => {
          const side = LARGEST * Math.sqrt(each[measure] / most);
          return (
            <span key={each.name} className={each.short === 'here' ? 'here' : ''}>
              <i style={{ width: side, height: side }} />
              <b>{each.short}</b>
              <small translate="no">{short(each[measure])}</small>
            </span>
          );
        })}
      </div>
    </figure>
  );
}
