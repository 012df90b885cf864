import { toErrorInfo } from '../../core/errors';
import { haarForward } from '../../core/math/haar';
import { differs, fits, isGood, note, type Finding, type Part } from '../../core/model/model-contract';
import type { ModelEntry } from '../../core/model/manifest';
import { loadingCure } from '../../core/model/model-cures';
import {
  checkDecoderRuns,
  checkEncoderRuns,
  latentChannels,
  multipleFindings,
  type Outcome,
} from '../../core/model/model-runs';
import type {
  CheckedModel,
  InspectAsk,
  InspectProgress,
  ModelReport,
  OwnFile,
  OwnManifest,
} from '../../core/model/own-model';
import { splitMoments } from '../../core/math/posterior';
import type { TensorData } from '../../core/protocol';
import { countNonFinite } from '../../core/metrics/stats';
import { ModelStore } from '../../inference/model-store';
import { Runtime, type Session } from '../../inference/runtime';
import { Measuring, measuredFindings, samplePictures, testPicture } from './measure-model';
import { sortFiles, type PlannedNetwork } from './model-files';
import { cpuThreads } from '../lab/threads';

/**
 * The contract check: tells what the files are, runs them at two small sizes on the CPU, and measures what nobody has said. For a
 * worker of its own, which ends afterwards. What does not fit is in the report.
 * @throws LabError where the runtime itself cannot be had
 */
export async function inspectModel(
  files: readonly OwnFile[],
  ask: InspectAsk,
  onProgress: (progress: InspectProgress) => void,
): Promise<ModelReport> {
  onProgress({ text: 'Reading the files', share: 0 });
  const sorted = await sortFiles(files);
  const { encoder, decoder, manifest } = sorted;
  const findings = [...sorted.findings];
  const report = (model: CheckedModel | null): ModelReport => ({
    files: sorted.files,
    missing: sorted.missing,
    findings,
    model,
  });
  if (!encoder || !decoder || !isGood(findings)) return report(null);

  onProgress({ text: 'Loading the runtime', share: 0.05 });
  const store = new ModelStore(
    () => undefined,
    () => undefined,
  );
  const runtime = await Runtime.load(store, cpuThreads());
  const networks = await openBoth(runtime, encoder, decoder, findings, onProgress);
  if (!networks) return report(null);
  const found = await tryBoth(networks, [encoder, decoder], findings, onProgress);
  if (!found) return report(null);

  const { nz, moments, output, multiple } = found;
  const known = ask.range ?? manifest?.range ?? null;
  const measuring = new Measuring({ ...networks, bands: encoder.plan.bands, output, latentChannels: nz });
  const measured = await measuring
    .all(await samplePictures(ask.samples, multiple, onProgress), known, onProgress)
    .catch((error: unknown) => {
      // A browser may be short of memory for these, or the model may not stand them; the small one ran already.
      findings.push(
        note(
          'both',
          'Sample pictures',
          'a reconstruction of each',
          toErrorInfo(error).message,
          'Only a small test picture was measured. Run both in PyTorch on such pictures.',
        ),
      );
      return measuring.all({ name: 'small test picture', pictures: [testPicture(...SQUARE)] }, known, onProgress);
    });
  findings.push(...measuredFindings(measured, manifest, known), ...manifestFindings(manifest, nz, encoder, output));
  if (!isGood(findings)) return report(null);
  return report({
    encoder: {
      ...facts(encoder, manifest?.encoder),
      inputKind: encoder.plan.bands ? 'bands' : 'image',
      inputs: encoder.plan.inputs,
      output: moments === nz ? 'latent' : 'moments',
      outputName: encoder.plan.output,
    },
    decoder: {
      ...facts(decoder, manifest?.decoder),
      input: decoder.plan.inputs[0] as string,
      output,
      outputName: decoder.plan.output,
    },
    ...(sorted.parity && { parity: sorted.parity }),
    latentChannels: nz,
    ...(multiple > 8 && { multiple }),
    norm: [encoder, decoder].some(({ file }) => isGlobal(file.operators)) ? 'group' : (manifest?.norm ?? 'smc'),
    weights: [encoder, decoder].every(({ file }) => file.storedAs.has('float16')) ? 'fp16' : 'fp32',
    manifest,
    measured,
  });
}

/** What the file says, and more of the manifest's where its checksum is that of the file. */
function facts({ bytes, sha256, file }: PlannedNetwork, said: OwnManifest[Part] | undefined) {
  const more = said?.sha256 === sha256 ? said : {};
  return {
    ...more,
    variants: [],
    bytes,
    sha256,
    parameters: more.parameters ?? file.parameters,
    global: isGlobal(file.operators),
  };
}

/** Operators that read the whole picture at once: cut into tiles, such networks give something else. */
const GLOBAL = [
  'InstanceNormalization',
  'GroupNormalization',
  'LayerNormalization',
  'GlobalAveragePool',
  'GlobalMaxPool',
  'ReduceMean',
  'ReduceSum',
  'ReduceMax',
  'ReduceL2',
  'MatMul',
  'Gemm',
  'Einsum',
  'Attention',
  'MultiHeadAttention',
  'Softmax',
];

function isGlobal(operators: ReadonlySet<string>): boolean {
  return GLOBAL.some((name) => operators.has(name));
}

async function openBoth(
  runtime: Runtime,
  encoder: PlannedNetwork,
  decoder: PlannedNetwork,
  findings: Finding[],
  onProgress: (progress: InspectProgress) => void,
): Promise<{ encoder: Session; decoder: Session } | null> {
  const open = async (part: Part, { content, plan, file }: PlannedNetwork): Promise<Session | null> => {
    onProgress({ text: `Loading the ${part}`, share: part === 'encoder' ? 0.1 : 0.18 });
    try {
      const session = await runtime.createSession(content, {
        label: `The ${part}`,
        inputs: plan.inputs,
        output: plan.output,
      });
      findings.push(fits(part, 'Loading', 'works in onnxruntime-web', 'works'));
      return session;
    } catch (error) {
      const { message } = toErrorInfo(error);
      findings.push(differs(part, 'Loading', 'works in onnxruntime-web', message, loadingCure(message, file)));
      return null;
    }
  };
  const first = await open('encoder', encoder);
  const second = await open('decoder', decoder);
  return first && second && { encoder: first, decoder: second };
}

/** In pixels, width first: a square that every multiple divides, then, for each multiple, an oblong with odd numbers of it. */
const SQUARE = [64, 64] as const;
const OBLONGS = [
  [8, 72, 88],
  [16, 80, 112],
  [32, 96, 160],
  [64, 64, 192],
] as const;

interface Both {
  readonly encoder: Session;
  readonly decoder: Session;
}

/** What two networks are, as far as their runs tell. */
interface Tried {
  readonly nz: number;
  readonly moments: number;
  readonly output: 'image' | 'coefficients';
  readonly multiple: NonNullable<ModelEntry['multiple']>;
}

/** Runs both at a square, then at the first oblong that they take. Null where something does not fit, which is then among the findings. */
async function tryBoth(
  networks: Both,
  [{ plan }, { plan: after }]: readonly [PlannedNetwork, PlannedNetwork],
  findings: Finding[],
  onProgress: (progress: InspectProgress) => void,
): Promise<Tried | null> {
  const [side] = SQUARE;
  onProgress({ text: `Running the encoder on ${side} × ${side} pixels`, share: 0.25 });
  const first = await encoded(networks, plan.bands, ...SQUARE);
  findings.push(...first.findings);
  if (!first.moments || first.channels === null) return null;
  const { findings: about, candidates } = latentChannels(first.channels, after.channels.in);
  findings.push(...about);
  onProgress({ text: `Running the decoder on ${side} × ${side} pixels`, share: 0.3 });
  let square: Decoded = { findings: [], output: null };
  let [nz = 0] = candidates;
  for (nz of candidates) {
    square = await decoded(networks, first.moments, nz, ...SQUARE);
    if (square.output) break;
  }
  findings.push(...square.findings);
  if (!square.output) return null;

  let failure: readonly Finding[] = [];
  for (const [multiple, width, height] of OBLONGS) {
    onProgress({ text: `Running both on ${width} × ${height} pixels`, share: 0.35 });
    const found = await passes(networks, plan.bands, nz, width, height);
    if (isGood(found)) {
      findings.push(...found, ...multipleFindings(multiple));
      return { nz, moments: first.channels, output: square.output, multiple };
    }
    if (failure.length === 0) failure = found;
  }
  findings.push(...failure);
  return null;
}

async function passes(
  networks: Both,
  bands: boolean,
  nz: number,
  width: number,
  height: number,
): Promise<readonly Finding[]> {
  const { findings, moments } = await encoded(networks, bands, width, height);
  return moments && isGood(findings)
    ? [...findings, ...(await decoded(networks, moments, nz, width, height)).findings]
    : findings;
}

type Encoded = ReturnType<typeof checkEncoderRuns> & { readonly moments: TensorData | null };
type Decoded = ReturnType<typeof checkDecoderRuns>;

async function encoded({ encoder }: Both, bands: boolean, width: number, height: number): Promise<Encoded> {
  const { padded } = testPicture(width, height);
  const tried = await attempt('encoder', encoder, bands ? haarForward(padded) : [padded], width, height);
  if ('verdict' in tried) return { findings: [tried], channels: null, moments: null };
  return { ...checkEncoderRuns([tried.outcome]), moments: tried.value };
}

async function decoded(
  { decoder }: Both,
  moments: TensorData,
  nz: number,
  width: number,
  height: number,
): Promise<Decoded> {
  const { mean } = splitMoments(moments, nz);
  const tried = await attempt('decoder', decoder, [mean], width, height);
  return 'verdict' in tried ? { findings: [tried], output: null } : checkDecoderRuns([tried.outcome]);
}

async function attempt(
  part: Part,
  session: Session,
  inputs: readonly TensorData[],
  width: number,
  height: number,
): Promise<Finding | { value: TensorData; outcome: Outcome }> {
  try {
    const value = await session.runOnCpu(inputs);
    const { dims, data } = value;
    return {
      value,
      outcome: { width, height, dims, finite: countNonFinite(data) === 0, zero: data.every((each) => each === 0) },
    };
  } catch (error) {
    const what = `Output ${part === 'encoder' ? 'of' : 'for'} ${width} × ${height} pixels`;
    const cure =
      width === height
        ? 'Run the module in PyTorch on these shapes.'
        : 'It ran at 64 × 64: a size may have been fixed while tracing. Compute sizes from the input, or name them as dynamic.';
    return differs(part, what, 'a result', toErrorInfo(error).message, cure);
  }
}

function manifestFindings(
  manifest: OwnManifest | null,
  nz: number,
  { plan }: PlannedNetwork,
  output: 'image' | 'coefficients',
): Finding[] {
  if (!manifest) return [];
  const row = (what: string, said: string | number | undefined, found: string | number): Finding[] =>
    said === undefined
      ? []
      : [
          said === found
            ? fits('manifest', what, String(said), String(found))
            : differs(
                'manifest',
                what,
                String(said),
                String(found),
                'The manifest is of another model, or has to be written anew.',
              ),
        ];
  return [
    ...row('Channels of the latent', manifest.latentChannels, nz),
    ...row('What the encoder reads', manifest.encoder.inputKind, plan.bands ? 'bands' : 'image'),
    ...row('What the decoder gives', manifest.decoder.output, output),
  ];
}
