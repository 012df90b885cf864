import './bench.css';
import { formatReport, type Report } from './report';
import type { BenchMessage, BenchPart, BenchRequest } from './worker';

/** The page of npm run bench: measures by itself as soon as it is open, and shows and logs what it found. */
declare global {
  interface Window {
    /** scripts/bench.mjs reads it. */
    bench: Promise<{ readonly report: Report; readonly text: string }>;
    /** scripts/bench.mjs gives it: processor time of the GPU's process in ms, or null. */
    gpuProcessorMs?: () => Promise<number | null>;
  }
}

const output = document.querySelector('output');

function say(text: string): void {
  if (output) output.textContent = text;
  console.info(text);
}

/** A fresh worker for each backend, since onnxruntime fixes its number of threads once. */
function runPart(part: BenchRequest['part']): Promise<BenchPart> {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name: part });
  return new Promise<BenchPart>((resolve, reject) => {
    worker.onerror = (event) => reject(new Error(`The worker broke: ${event.message}`));
    worker.onmessage = ({ data }: MessageEvent<BenchMessage>) => {
      if ('progress' in data) say(data.progress);
      else if ('part' in data) resolve(data.part);
      else reject(new Error(data.failure));
    };
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () =>
      void (window.gpuProcessorMs?.() ?? Promise.resolve(null)).then((ms) => port1.postMessage(ms));
    const request: BenchRequest = { part, modelsUrl: new URL('models/', document.baseURI).href, processor: port2 };
    worker.postMessage(request, [port2]);
  }).finally(() => worker.terminate());
}

async function bench(): Promise<{ report: Report; text: string }> {
  const gpu = await runPart('webgpu');
  const cpu = await runPart('wasm');
  const browser = /(?:Firefox|Edg|Chrome|Version)\/[\d.]+/.exec(navigator.userAgent)?.[0] ?? navigator.userAgent;
  const report = {
    browser,
    ...gpu,
    networks: [...gpu.networks, ...cpu.networks],
    decoders: [...gpu.decoders, ...cpu.decoders],
  };
  const text = formatReport(report);
  if (output) output.textContent = `${text}\n\n${JSON.stringify(report, null, 2)}`;
  return { report, text };
}

window.bench = bench();
window.bench.catch((error: Error) => say(`The bench stopped: ${error.message}`));
