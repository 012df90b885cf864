import { BlockBar } from './block-bar';
import { BlockButton } from './block-button';
import { useNetwork } from './use-network';
import { reductionText } from './words';

/** Blocks one after another, in columns by the size of what they give. */
export function ChainDrawing() {
  const { sketch } = useNetwork();
  const columns: { readonly reduction: number | null; readonly blocks: number[] }[] = [];
  sketch?.blocks.forEach(({ reduction }, at) => {
    if (at > 0 && columns.at(-1)?.reduction === reduction) columns.at(-1)?.blocks.push(at);
    else columns.push({ reduction, blocks: [at] });
  });
  return (
    <BlockBar className="net-chain">
      {columns.map(({ reduction, blocks }) => (
        <div
          key={blocks[0]}
          className="net-column"
          role="group"
          aria-label={`At ${reductionText(reduction)} of the sides`}
        >
          <p className="net-size">
            <b>{reductionText(reduction)}</b>
            <span translate="no">{sideText(sketch?.size, reduction)}</span>
          </p>
          {blocks.map((at) => (
            <BlockButton key={at} at={at} />
          ))}
        </div>
      ))}
    </BlockBar>
  );
}

function sideText(
  size: { readonly width: number; readonly height: number } | undefined,
  reduction: number | null,
): string {
  return size && reduction ? `${size.width / reduction} × ${size.height / reduction}` : '';
}
