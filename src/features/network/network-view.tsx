import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from 'react-aria-components';
import type { Part } from '../../core/tiles/run-plan';
import { STAGE_TITLES } from '../../state/stages';
import { Segment } from '../../ui/kit/segment';
import { IconButton } from '../../ui/kit/icon-button';
import { useActions, useLab } from '../../ui/lab-context';
import { BandsDrawing } from './bands-drawing';
import { ChainDrawing } from './chain-drawing';
import type { Measure } from './state/networks';
import { useNetwork } from './use-network';
import { sketchWords } from './words';
import './network.css';

const MEASURES = [
  { id: 'macs', text: 'Operations' },
  { id: 'parameters', text: 'Parameters' },
] as const satisfies readonly { readonly id: Measure; readonly text: string }[];

interface NetworkViewProps {
  readonly part: Part;
  /** Shows the maps of a layer, below the drawing, once one is chosen. */
  readonly viewer: ReactNode;
}

/** A network as a drawing of its blocks, in the place of the viewer. */
export default function NetworkView({ part, viewer }: NetworkViewProps) {
  const { setLayer } = useActions();
  const hasMaps = useLab(({ viewer }) => viewer.layer.tensor !== '');
  const { networks, sketch, trouble, isStale, measure } = useNetwork();
  const lacks = useLab(({ models, session }) => {
    const model = models.find(({ id }) => id === session.info?.model);
    return model !== undefined && !model[part];
  });
  const hasPicture = useLab(({ picture }) => picture !== null);
  const title = STAGE_TITLES[part];
  return (
    <section className={hasMaps ? 'network-view with-maps' : 'network-view'} aria-label={`${title}, drawn`}>
      <div className="viewer-head network-head">
        <p>
          {sketch ? (
            <>
              <b>{sketchWords(sketch)}</b>
              <span>{`${hasPicture ? '' : ' (no picture is open)'}. A block gives width × height × channels, and has parameters · operations.`}</span>
            </>
          ) : (
            title
          )}
        </p>
        <Segment label="Bars show" options={MEASURES} value={measure} onChange={networks.setMeasure} />
        {hasMaps ? (
          <IconButton label="Close the maps of the layer" icon={X} onPress={() => setLayer({ tensor: '' })} />
        ) : null}
      </div>
      <div className="network-body">
        {lacks ? (
          <p className="hint">{`This model has no ${part}. Choose another model to see one.`}</p>
        ) : trouble ? (
          <p className="hint" role="alert">
            <span>{`${trouble} `}</span>
            <Button className="button small solid" onPress={() => void networks.draw(part)}>
              Try again
            </Button>
          </p>
        ) : sketch ? (
          <div className={isStale ? 'network-drawing stale-drawing' : 'network-drawing'} aria-busy={isStale}>
            {sketch.blocks.some(({ kind }) => kind === 'join') ? <BandsDrawing /> : <ChainDrawing />}
          </div>
        ) : (
          <p className="hint" role="status">
            Reading the network…
          </p>
        )}
      </div>
      {hasMaps ? <div className="network-maps">{viewer}</div> : null}
    </section>
  );
}
