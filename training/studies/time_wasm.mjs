// Times decoders on onnxruntime-web's wasm backend, one thread: `node studies/time_wasm.mjs DECODER.onnx...`
// Prints CSV: file, runs, least and median milliseconds for a latent of 32x32, which is a picture of 256x256.
import { readFile } from 'node:fs/promises';
import * as ort from 'onnxruntime-web';

const RUNS = 20;
ort.env.wasm.numThreads = 1;

console.log('file,runs,least_ms,median_ms');
for (const file of process.argv.slice(2)) {
  const session = await ort.InferenceSession.create(new Uint8Array(await readFile(file)), { executionProviders: ['wasm'] });
  const channels = session.inputMetadata[0].shape[1];
  const latent = Float32Array.from({ length: channels * 32 * 32 }, (_, i) => Math.sin(i) / 2);
  const feeds = { [session.inputNames[0]]: new ort.Tensor('float32', latent, [1, channels, 32, 32]) };
  const times = [];
  for (let run = 0; run < RUNS + 3; run++) {
    const began = performance.now();
    await session.run(feeds);
    times.push(performance.now() - began);
  }
  const sorted = times.slice(3).sort((a, b) => a - b); // the first three warm up
  console.log(`${file},${RUNS},${sorted[0].toFixed(1)},${sorted[RUNS >> 1].toFixed(1)}`);
  await session.release();
}
