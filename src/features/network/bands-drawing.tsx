import { LEVELS } from '../../core/math/bands';
import { BlockBar } from './block-bar';
import { BlockButton } from './block-button';
import { useNetwork } from './use-network';

/** An encoder of bands: a row for each level, and where the three come together. */
export function BandsDrawing() {
  const { sketch } = useNetwork();
  if (!sketch) return null;
  const { blocks, size } = sketch;
  const placesOf = (level: number): number[] => blocks.flatMap((block, at) => (block.level === level ? [at] : []));
  const find = (level: number, kind: string): number | undefined =>
    placesOf(level).find((at) => blocks[at]?.kind === kind);
  return (
    <BlockBar className="net-bands">
      {LEVELS.map((level) => {
        const [extractor, pooling] = [find(level, 'extractor'), find(level, 'pooling')];
        return (
          <div key={level} className="net-lane" role="group" aria-label={`Level ${level}`}>
            <p className="net-size">
              <b>{`Bands of level ${level}`}</b>
              <span translate="no">{`${size.width / 2 ** level} × ${size.height / 2 ** level} × 12`}</span>
            </p>
            {extractor === undefined ? <span className="net-pass" aria-hidden /> : <BlockButton at={extractor} />}
            {pooling === undefined ? <span className="net-pass" aria-hidden /> : <BlockButton at={pooling} />}
          </div>
        );
      })}
      <svg className="net-merge" viewBox="0 0 100 300" preserveAspectRatio="none" aria-hidden>
        {[50, 150, 250].map((from) => (
          <path key={from} d={`M0 ${from}C60 ${from} 40 150 100 150`} vectorEffect="non-scaling-stroke" />
        ))}
      </svg>
      <div className="net-joined">
        {placesOf(0).map((at) => (
          <BlockButton key={at} at={at} />
        ))}
      </div>
    </BlockBar>
  );
}
