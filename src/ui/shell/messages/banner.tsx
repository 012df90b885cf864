import { Button } from 'react-aria-components';
import type { ErrorCode } from '../../../core/errors';
import { bytesOfNetworks } from '../../../core/model/manifest';
import type { LabActions } from '../../../state/lab';
import { modelOf } from '../../../state/model-of';
import type { LabState } from '../../../state/state-types';
import { bytes } from '../../kit/format';
import { useLab, useLabObject } from '../../lab-context';
import { StillWaiting, useIsSlow } from './still-waiting';

interface Step {
  readonly text: string;
  readonly act: (actions: LabActions) => void;
}

const ON_CPU: Step = { text: 'Run on CPU', act: (actions) => actions.set({ backend: 'wasm' }) };
const AGAIN: Step = { text: 'Run again', act: (actions) => actions.rerun() };
const DEFAULT_MODEL: Step = { text: 'Use the default model', act: (actions) => actions.set({ model: '' }) };
const smaller = (maxSide: number): Step => ({
  text: `Scale to ${Math.max(64, Math.round(maxSide / 2))}`,
  act: (actions) => actions.set({ maxSide: Math.max(64, Math.round(maxSide / 2)) }),
});
const restart = (text: string): Step => ({ text, act: (actions) => actions.restart() });

/** The next steps that make sense after an error that blocks a result. */
function stepsFor(code: ErrorCode, { settings, session }: LabState): readonly Step[] {
  const cpu = settings.backend === 'wasm' ? [] : [ON_CPU];
  switch (code) {
    case 'bad-output':
      return [...cpu, AGAIN];
    case 'out-of-memory':
      return [smaller(settings.maxSide), ...cpu];
    case 'model-corrupt':
      return [restart('Download again')];
    case 'fetch-failed':
    case 'http-error':
      return [restart('Try again')];
    case 'model-missing':
      return [...(settings.model ? [DEFAULT_MODEL] : []), restart('Try again')];
    case 'no-backend':
      return [...cpu, restart('Try again')];
    case 'insecure-origin':
      // Nothing on this page helps; the sentence says what does.
      return [];
    default:
      return session.status === 'failed' ? [restart('Try again')] : [AGAIN];
  }
}

/** Errors that block a result, and the one thing that is asked before a download. What was on screen stays. */
export function Banner() {
  const { store, actions } = useLabObject();
  const error = useLab((state) => state.session.error ?? state.work.error);
  const gpu = useLab((state) => state.gpu);
  const hasPicture = useLab((state) => state.picture !== null);
  const waitsForTap = useLab((state) => state.session.status === 'idle');
  const model = useLab(modelOf);
  const download = model ? bytes(bytesOfNetworks(model)) : '';
  const isSlow = useIsSlow();
  const kept = useLab(({ last }) => (last?.kind === 'file' ? last.name : ''));
  if (error) {
    return (
      <div className="banner bad" role="alert">
        <span>{error.message}</span>
        {stepsFor(error.code, store.getState()).map((step) => (
          <Button key={step.text} className="button small solid" onPress={() => step.act(actions)}>
            <span>{step.text}</span>
          </Button>
        ))}
      </div>
    );
  }
  if (isSlow) return <StillWaiting />;
  if (gpu.restoring) {
    return (
      <div className="banner" role="status">
        {`The GPU was reset. ${hasPicture ? 'Restoring your picture and edits…' : 'Starting it again…'}`}
      </div>
    );
  }
  if (gpu.fallback) {
    return (
      <div className="banner" role="status">
        <span>{gpu.fallback}</span>
        <Button className="button small solid" onPress={actions.tryGpu}>
          Try the GPU again
        </Button>
      </div>
    );
  }
  if (!waitsForTap) return null;
  return (
    <div className="banner" role="region" aria-label="Download">
      <span>
        {`This browser is set to save data, so the model is not loaded yet. It is ${download || 'large'}, and the runtime comes with it.${
          kept ? ` Your last picture, ${kept}, comes back then.` : ''
        }`}
      </span>
      <Button className="button small primary" onPress={() => void actions.boot().catch(() => undefined)}>
        Load the model
      </Button>
    </div>
  );
}
