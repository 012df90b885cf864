import { useEffect, useRef } from 'react';
import type { ViewRequest } from '../core/view';
import { useActions, useLab } from './lab-context';
import { useView } from './use-view';

const INPUT: ViewRequest = { kind: 'picture', tensor: 'input' };
const RECONSTRUCTION: ViewRequest = { kind: 'picture', tensor: 'reconstruction' };

function Plain({ request, label }: { request: ViewRequest; label: string }) {
  const shown = useView(request);
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    if (!shown || !canvas.current) return;
    const { bitmap } = shown.view;
    canvas.current.width = bitmap.width;
    canvas.current.height = bitmap.height;
    canvas.current.getContext('2d')?.drawImage(bitmap, 0, 0);
  }, [shown]);
  return <canvas ref={canvas} role="img" aria-label={label} />;
}

export function App() {
  const actions = useActions();
  const status = useLab((state) => JSON.stringify({ ...state.session, work: state.work, psnr: state.result?.summary.psnr }));
  return (
    <main>
      <input type="file" aria-label="Open" onChange={(event) => {
        const file = event.target.files?.[0];
        if (file) actions.show(file);
      }} />
      <p>{status}</p>
      <Plain request={INPUT} label="Input" />
      <Plain request={RECONSTRUCTION} label="Reconstruction" />
    </main>
  );
}
