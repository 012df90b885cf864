import { latePart } from '../../kit/late';
import { Opener } from '../../kit/opener';
import { number } from '../../kit/format';
import { useLab } from '../../lab-context';

const Facts = latePart(() => import('./backend-facts'));

/** What runs, on what, and a choice. Its button always shows the state in a word. */
export function BackendPanel() {
  return (
    <Opener kind="dialog" className="button" preload={Facts.preload} body={(opened) => <Facts opened={opened} />}>
      <BackendWord />
    </Opener>
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
