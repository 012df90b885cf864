import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { findChromium } from './chromium.mjs';
import { ensureInstalled, ROOT, runMain } from './install.mjs';
import { run } from './run.mjs';

/**
 * npm run check:half: the fp16 builds by value, on the WebGPU provider of onnxruntime-node, against what PyTorch and
 * onnxruntime stored. Needs a Vulkan driver whose adapter has shader-f16; VK_ICD_FILENAMES chooses one. Without such an
 * adapter it says "not run". onnxruntime-node is no dependency (290 MB): `-- --runtime=FOLDER` names a folder with it.
 */
const MODELS = [join(ROOT, 'public/models/manifest.json'), join(ROOT, 'e2e/fixtures/tiny-f8c12/manifest.json')];
const GOLDENS = join(ROOT, 'e2e/fixtures/goldens');
/** Shares of the largest stored value; PARITY_LIMITS of src/core/model/parity.ts. */
const LIMITS = { fp32: 1e-3, fp16: 1e-2 };

/** @typedef {{ dims: number[], data: Float32Array }} Values */

/** @param {Buffer} content @param {number} offset @param {number[]} dims @returns {Values} */
function valuesAt(content, offset, dims) {
  const count = dims.reduce((product, side) => product * side, 1);
  const bytes = Uint8Array.from(content.subarray(offset, offset + 4 * count));
  return { dims, data: new Float32Array(bytes.buffer) };
}

/** @param {string} file @returns {Record<string, Values>} */
function readParity(file) {
  const content = readFileSync(file);
  const length = Number(content.readBigUInt64LE(0));
  const header = Object.entries(JSON.parse(content.subarray(8, 8 + length).toString())).filter(
    ([name]) => name !== '__metadata__',
  );
  return Object.fromEntries(
    header.map(
      ([
        name,
        {
          shape,
          data_offsets: [start],
        },
      ]) => [name, valuesAt(content, 8 + length + start, shape)],
    ),
  );
}

/** The stored picture of the receipt, and that of the goldens whose sides are no multiples of 8. @param {string} folder @param {any} model */
function picturesOf(folder, model) {
  const goldens = join(GOLDENS, model.id);
  const { cases } = JSON.parse(readFileSync(join(goldens, 'index.json'), 'utf8'));
  const odd = cases.find((/** @type {any} */ each) => each.width % 8 !== 0);
  const content = readFileSync(join(goldens, odd.file));
  const entries = Object.entries(odd.tensors).map(([name, { offset, dims }]) => [
    name,
    valuesAt(content, offset, dims),
  ]);
  return [
    { name: '64 x 64', tensors: readParity(join(folder, model.parity.file)) },
    {
      name: odd.name.replace('x', ' x '),
      tensors: /** @type {Record<string, Values>} */ (Object.fromEntries(entries)),
    },
  ];
}

/** Largest and mean difference as shares of the largest stored value. @param {Float32Array} found @param {Float32Array} stored */
function differ(found, stored) {
  let [max, sum, largest] = [0, 0, 0];
  stored.forEach((value, i) => {
    const difference = Math.abs(/** @type {number} */ (found[i]) - value);
    max = Number.isFinite(difference) ? Math.max(max, difference) : Infinity;
    sum += difference;
    largest = Math.max(largest, Math.abs(value));
  });
  return { max: max / largest, mean: sum / stored.length / largest };
}

/** @param {any} ort @param {string} folder @param {any} model @param {'fp32' | 'fp16'} precision */
async function measure(ort, folder, model, precision) {
  const open = async (/** @type {any} */ net) => {
    const { file } =
      precision === 'fp32' ? net : net.variants.find((/** @type {any} */ each) => each.precision === precision);
    return ort.InferenceSession.create(join(folder, file), {
      executionProviders: [{ name: 'webgpu' }],
      logSeverityLevel: 3,
    });
  };
  const tensor = (/** @type {Values} */ { dims, data }) => new ort.Tensor('float32', data, dims);
  const [encoder, decoder] = [await open(model.encoder), await open(model.decoder)];
  const rows = [];
  for (const { name, tensors } of picturesOf(folder, model)) {
    const { bands1, bands2, bands3, mean, logvar, coefficients } = /** @type {Record<string, any>} */ (tensors);
    const { moments } = await encoder.run({ bands1: tensor(bands1), bands2: tensor(bands2), bands3: tensor(bands3) });
    const half = moments.data.length / 2;
    const own = { dims: mean.dims, data: moments.data.slice(0, half) };
    const decoded = await decoder.run({ latent: tensor(own) });
    const found = {
      mean: [own.data, mean],
      'log-variance': [moments.data.slice(half), logvar],
      coefficients: [decoded.coefficients.data, coefficients],
    };
    for (const [what, [values, stored]] of Object.entries(found))
      rows.push({ model: model.id, precision, picture: name, what, ...differ(values, stored.data) });
  }
  return rows;
}

/** The child, whose library path has a Vulkan loader. @param {string} folder of onnxruntime-node */
async function measureAll(folder) {
  process.env['XDG_RUNTIME_DIR'] ??= tmpdir();
  const { create, globals } = await import('webgpu');
  Object.assign(globalThis, globals);
  const gpu = create([]);
  const adapter = await gpu.requestAdapter().catch(() => null);
  if (!adapter?.features.has('shader-f16')) {
    console.log(`not run: no adapter with shader-f16${adapter ? ` (${adapter.info.description} has none)` : ''}`);
    return;
  }
  const entry = createRequire(join(folder, 'package.json')).resolve('onnxruntime-node');
  const { default: ort } = await import(pathToFileURL(entry).href);
  console.log(`${adapter.info.description}; onnxruntime-node ${ort.env.versions.node}\n`);
  console.log('| model | precision | picture | output | largest | mean |\n|---|---|---|---|---|---|');
  let wrong = 0;
  for (const manifest of MODELS) {
    for (const model of JSON.parse(readFileSync(manifest, 'utf8')).models) {
      // Models of studies have no fp16 build.
      for (const precision of /** @type {('fp32' | 'fp16')[]} */ (
        model.decoder.variants.length > 0 ? ['fp32', 'fp16'] : ['fp32']
      )) {
        for (const { picture, what, max, mean } of await measure(ort, dirname(manifest), model, precision)) {
          console.log(
            `| ${[model.id, precision, picture, what, max.toExponential(1), mean.toExponential(1)].join(' | ')} |`,
          );
          if (!(max <= LIMITS[precision])) wrong += 1;
        }
      }
    }
  }
  console.log(wrong === 0 ? '\nAll within their limits.' : `\n${wrong} over their limits.`);
  process.exitCode = wrong === 0 ? 0 : 1;
}

await runMain(async () => {
  const { values } = parseArgs({ options: { runtime: { type: 'string' }, measure: { type: 'boolean' } } });
  const folder = values.runtime ?? ROOT;
  if (values.measure) return measureAll(folder);
  ensureInstalled();
  if (!existsSync(join(folder, 'node_modules/onnxruntime-node'))) {
    console.log(
      'not run: onnxruntime-node is not there. In an empty folder: ONNXRUNTIME_NODE_INSTALL=skip npm install onnxruntime-node@1.30.0, then',
    );
    console.log('npm run check:half -- --runtime=THAT_FOLDER');
    return;
  }
  // Chromium brings a Vulkan loader, for computers without one; the driver is the computer's own.
  const { vulkanIcd } = await findChromium({ install: false });
  const libraries = [process.env['LD_LIBRARY_PATH'], vulkanIcd && dirname(vulkanIcd)].filter(Boolean).join(delimiter);
  const child = [fileURLToPath(import.meta.url), '--measure', `--runtime=${folder}`];
  const { ok } = await run(process.execPath, child, { limitMs: 20 * 60_000, env: { LD_LIBRARY_PATH: libraries } });
  process.exitCode = ok ? 0 : 1;
});
