import type { ReactNode } from 'react';
import { Button } from 'react-aria-components';
import { readingText } from '../../../core/picture/pixel-facts';
import { modelTitle } from '../../../state/model-of';
import { Late, latePart } from '../../kit/late';
import type { Opened } from '../../kit/opener';
import { PopoverPanel } from '../../kit/popovers';
import { Segment } from '../../kit/segment';
import { bytes, number } from '../../kit/format';
import { useActions, useLab } from '../../lab-context';
import PrecisionRow from './precision-row';
import { P } from '../../kit/words';

const ParityBadge = latePart(() => import('../../../features/parity/badge'));

const CHOICES = [
  { id: 'auto', text: 'Auto' },
  { id: 'webgpu', text: 'WebGPU' },
  { id: 'wasm', text: 'CPU (wasm)' },
] as const;

/** What runs, on what, why nothing better does, and a choice. */
export default function BackendFacts({ opened }: { opened: Opened }) {
  const actions = useActions();
  const { info, error } = useLab((state) => state.session);
  const title = useLab((state) => modelTitle(state, info?.model ?? ''));
  const forced = useLab((state) => state.settings.backend);
  const summary = useLab(({ result }) => (result?.stored ? null : (result?.summary ?? null)));
  return (
    <PopoverPanel opened={opened} label="Backend">
      <div className="popover-body">
        {info?.reason ? <P className="warn">{info.reason}</P> : null}
        {error ? <P className="bad">{error.message}</P> : null}
        {info ? (
          <dl className="facts single">
            <Fact name="Runs on">{info.backend === 'webgpu' ? 'WebGPU' : 'CPU (wasm)'}</Fact>
            <Fact name="Adapter">{info.adapter}</Fact>
            <Fact name="Threads">{number(info.threads)}</Fact>
            <Fact name="Precision">{info.precision}</Fact>
            <Fact name="onnxruntime-web">{info.ort}</Fact>
            <Fact name="Pixels read">{readingText(info.pixels)}</Fact>
            <Fact name="Model">{title}</Fact>
            {summary ? (
              <>
                <Fact name="GPU memory held">{info.backend === 'webgpu' ? bytes(summary.gpuBytes) : 'none'}</Fact>
                <Fact name="Readbacks between stages">{number(summary.readbacks.betweenStages)}</Fact>
              </>
            ) : null}
          </dl>
        ) : null}
        {info?.software ? <P className="hint">WebGPU on a software adapter: correct, but slow.</P> : null}
        {info ? (
          <Late>
            <ParityBadge />
          </Late>
        ) : null}
        <div className="row">
          <span className="dim">Use</span>
          <Segment label="Backend" options={CHOICES} value={forced} onChange={(backend) => actions.set({ backend })} />
        </div>
        <PrecisionRow />
        {info?.backend === 'webgpu' ? (
          <Button className="button small solid" onPress={() => void actions.destroyDevice().catch(() => undefined)}>
            Lose the device (for developers)
          </Button>
        ) : null}
      </div>
    </PopoverPanel>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
