import { useEffect, useState } from 'react';
import { Button } from 'react-aria-components';
import type { Outside } from '../../../core/waits';
import { mayLeaveGpu, waitsOutside } from '../../../state/gpu-fate';
import { useActions, useLab } from '../../lab-context';

/** What is waited for, and after how many ms without a sign of life the page says so. A GPU in software compiles slowly. */
const OUTSIDE: Record<Outside | 'worker', { readonly text: string; readonly patience: number }> = {
  gpu: { text: 'the GPU', patience: 10_000 },
  shaders: { text: 'the GPU to compile its shaders', patience: 40_000 },
  runtime: { text: 'the ONNX runtime', patience: 10_000 },
  networks: { text: 'the ONNX runtime to build the networks', patience: 40_000 },
  models: { text: 'the list of models', patience: 10_000 },
  model: { text: 'the model', patience: 10_000 },
  storage: { text: "this browser's storage", patience: 10_000 },
  worker: { text: 'the part of the page that computes', patience: 10_000 },
};

/** Whether a start has given no sign of life for a while: each one makes the session another object. */
export function useIsSlow(): boolean {
  const session = useLab((state) => state.session);
  const waits = useLab(waitsOutside);
  const [slow, setSlow] = useState<typeof session | null>(null);
  const { patience } = OUTSIDE[session.waiting ?? 'worker'];
  useEffect(() => {
    if (!waits) return undefined;
    const timer = setTimeout(setSlow, patience, session);
    return () => clearTimeout(timer);
  }, [waits, session, patience]);
  return waits && slow === session;
}

/** Loaded with the page and not later: a host that does not answer would not give its code, either. */
export function StillWaiting() {
  const actions = useActions();
  const waiting = useLab((state) => state.session.waiting);
  const mayLeave = useLab(mayLeaveGpu);
  return (
    <div className="banner" role="status">
      <span>{`Still waiting for ${OUTSIDE[waiting ?? 'worker'].text}.`}</span>
      {mayLeave ? (
        <Button className="button small solid" onPress={actions.runOnCpu}>
          Run on the CPU
        </Button>
      ) : null}
      <Button className="button small solid" onPress={actions.restart}>
        Try again
      </Button>
    </div>
  );
}
