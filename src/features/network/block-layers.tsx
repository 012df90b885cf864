import type { CountedLayer } from '../../core/model/network/counted-layers';
import { ListBox, ListBoxItem } from 'react-aria-components';
import { counted } from '../../core/counted';
import { number } from '../../ui/kit/format';
import { DataTable } from '../../ui/kit/data-table';
import { useLab, useLabObject } from '../../ui/lab-context';
import { showLayer } from '../layers/state/show-layer';
import { useNetwork } from './use-network';
import { KIND_WORDS, operations, operationsOf, shapeText, short, titleOf } from './words';
import { P } from '../../ui/kit/words';
import './block-layers.css';

/** What a block consists of: operators, their parameters, operations and shapes. */
export default function BlockLayers({ asTable }: { readonly asTable: boolean }) {
  const { sketch, block, open } = useNetwork();
  if (!sketch || !block) {
    return (
      <P className="hint">
        Choose a block of the drawing. Its layers are listed here, and each can show what it makes of the picture.
      </P>
    );
  }
  const title = titleOf(sketch.blocks, open);
  return (
    <div className="block-layers">
      <P className="hint">
        <b>{title}</b>
        <span>
          {`: ${lowerFirst(KIND_WORDS[block.kind])} ${counted(block.layers.length, 'operator')}, ${short(block.parameters)} parameters, ${operationsOf(block)}.`}
        </span>
      </P>
      {asTable ? <LayerTable title={title} layers={block.layers} /> : <LayerList title={title} layers={block.layers} />}
    </div>
  );
}

const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);

interface LayersProps {
  readonly title: string;
  readonly layers: readonly CountedLayer[];
}

function LayerTable({ title, layers }: LayersProps) {
  return (
    <DataTable
      caption={`${title}, operator by operator`}
      columns={['Tensor', 'Operator', 'Gives', 'Parameters', 'MACs']}
      rows={layers.map(({ tensor, operator, dims, parameters, macs }) => ({
        head: tensor,
        cells: [operator, shapeText(dims), parameters, macs ?? 'not known'],
      }))}
      format={(value) => number(value)}
    />
  );
}

/** Choosing a layer shows what it makes of the picture. */
function LayerList({ title, layers }: LayersProps) {
  const lab = useLabObject();
  const { part } = useNetwork();
  const chosen = useLab(({ viewer: { layer } }) => (layer.part === part ? layer.tensor : ''));
  return (
    <ListBox
      className="layer-list"
      aria-label={`Layers of ${title}`}
      selectionMode="single"
      selectedKeys={[chosen]}
      onSelectionChange={(keys) => {
        const [tensor = ''] = keys === 'all' ? [] : keys;
        showLayer(lab, { part, tensor: String(tensor) });
      }}
    >
      {layers.map((layer) => (
        <ListBoxItem
          key={layer.tensor}
          id={layer.tensor}
          className="layer-line"
          textValue={`${layer.operator} ${layer.name}`}
        >
          <LayerLine layer={layer} />
        </ListBoxItem>
      ))}
    </ListBox>
  );
}

function LayerLine({ layer: { operator, name, tensor, dims, parameters, macs } }: { readonly layer: CountedLayer }) {
  return (
    <>
      <span className="layer-operator">{operator}</span>
      <span className="layer-shape" translate="no">
        {shapeText(dims)}
      </span>
      <span className="layer-name">{name || tensor}</span>
      <span className="layer-cost" translate="no">
        {[
          parameters && `${short(parameters)} parameters`,
          macs === null ? 'operations not known' : macs && operations(macs),
        ]
          .filter(Boolean)
          .join(' · ')}
      </span>
    </>
  );
}
