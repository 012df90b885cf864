import { Button, DialogTrigger, Popover } from 'react-aria-components';
import { type ReactNode } from 'react';
import { modelTitle } from '../../../state/model-of';
import { Late, latePart } from '../../kit/late';
import { Segment } from '../../kit/segment';
import { readingText } from '../../../core/picture/pixel-facts';
import { bytes, number } from '../../kit/format';
import { useActions, useLab } from '../../lab-context';

const ParityBadge = latePart(() => import('../../../features/parity/badge'));
const PrecisionRow = latePart(() => import('./precision-row'));

const CHOICES = [
  { id: 'auto', text: 'Auto' },
  { id: 'webgpu', text: 'WebGPU' },
  { id: 'wasm', text: 'CPU (wasm)' },
] as const;

/** What runs, on what, why nothing better does, and a choice. Its button always shows the state in a word. */
export function BackendPanel() {
  const actions = useActions();
  const { info, error } = useLab((state) => state.session);
  const title = useLab((state) => modelTitle(state, info?.model ?? ''));
  const forced = useLab((state) => state.settings.backend);
  const summary = useLab(({ result }) => (result?.stored ? null : (result?.summary ?? null)));
  return (
    <DialogTrigger>
      <Button className="button">
        <BackendWord />
      </Button>
      <Popover className="popover" placement="bottom end" aria-label="Backend">
        <div className="popover-body">
          {info?.reason ? <p className="warn">{info.reason}</p> : null}
          {error ? <p className="bad">{error.message}</p> : null}
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
          {info?.software ? <p className="hint">WebGPU on a software adapter: correct, but slow.</p> : null}
          {info ? (
            <Late>
              <ParityBadge />
            </Late>
          ) : null}
          <div className="row">
            <span className="dim">Use</span>
            <Segment
              label="Backend"
              options={CHOICES}
              value={forced}
              onChange={(backend) => actions.set({ backend })}
            />
          </div>
          <Late>
            <PrecisionRow />
          </Late>
          {info?.backend === 'webgpu' ? (
            <Button className="button small solid" onPress={() => void actions.destroyDevice().catch(() => undefined)}>
              Lose the device (for developers)
            </Button>
          ) : null}
        </div>
      </Popover>
    </DialogTrigger>
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

/** The state of the backend in a dot and a word; while the model loads, its bytes. */
function BackendWord() {
  const { status, info, downloads } = useLab((state) => state.session);
  const restoring = useLab((state) => state.gpu.restoring);
  if (restoring) return <Word kind="waiting" text="Restoring…" />;
  if (status === 'loading' && downloads.length > 0) {
    if (downloads.every(({ checking }) => checking)) return <Word kind="waiting" text="Checking files…" />;
    const received = downloads.reduce((sum, file) => sum + file.received, 0);
    const total = downloads.reduce((sum, file) => sum + file.total, 0);
    return (
      <>
        <Word kind="waiting" lead="Model" text={`${megabytes(received)} of ${megabytes(total)}\u00a0MiB`} />
        <span className="progress">
          <i style={{ width: `${(100 * received) / Math.max(1, total)}%` }} />
        </span>
      </>
    );
  }
  if (status === 'loading') return <Word kind="waiting" text="Starting…" />;
  if (status === 'failed') return <Word kind="bad" text="No backend" />;
  if (!info) return <Word kind="waiting" text="Not loaded" />;
  const fallback = info.backend === 'wasm' || info.software;
  return (
    <>
      <Word kind={fallback ? 'warn' : ''} text={info.backend === 'webgpu' ? 'WebGPU' : 'CPU (wasm)'} />
      {info.software ? <span className="dim from-wide">software</span> : null}
      <span className="mono dim from-wide">{info.precision.split(/[ ,]/)[0]}</span>
    </>
  );
}

/** `lead` goes where the bar is wide enough for it. */
function Word({ kind, lead, text }: { kind: string; lead?: string; text: string }) {
  return (
    <>
      <span className={`dot ${kind}`} />
      {lead ? <span className="not-phone">{`${lead} `}</span> : null}
      <span>{text}</span>
    </>
  );
}

function megabytes(count: number): string {
  return number(count / 2 ** 20, 1);
}
