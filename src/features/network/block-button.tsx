import { ToggleButton } from 'react-aria-components';
import { percent } from '../../ui/kit/format';
import { useNetwork } from './use-network';
import { operations, operationsOf, shapeText, short, titleOf } from './words';

/** One block: its name, what it gives, what it costs, and a bar as long as its share of the network. */
export function BlockButton({ at }: { readonly at: number }) {
  const { networks, part, sketch, open, measure } = useNetwork();
  const block = sketch?.blocks[at];
  if (!sketch || !block) return null;
  const share = block[measure] / Math.max(1, sketch[measure]);
  const title = titleOf(sketch.blocks, at);
  return (
    <ToggleButton
      className={`net-block ${block.kind}`}
      isSelected={open === at}
      onChange={(isOpen) => networks.openBlock(part, isOpen ? at : -1)}
      aria-label={`${title}: gives ${shapeText(block.dims)}, ${short(block.parameters)} parameters, ${operationsOf(block)}, ${percent(share)} of all ${measure === 'macs' ? 'operations' : 'parameters'}`}
    >
      <span className="net-title">{title}</span>
      <span className="net-numbers" translate="no">
        <span>{shapeText(block.dims)}</span>
        <span>
          {block.parameters || block.macs ? `${short(block.parameters)} · ${operations(block.macs)}` : 'nothing learnt'}
        </span>
      </span>
      <span className="net-bar" aria-hidden>
        <i style={{ width: `${100 * share}%` }} />
      </span>
    </ToggleButton>
  );
}
