import { toErrorInfo } from '../core/errors';
import { haarForward } from '../core/haar';
import { differs, fits, isGood, note, type Finding, type Part } from '../core/model-contract';
import { loadingCure } from '../core/model-cures';
import { checkDecoderRuns, checkEncoderRuns, latentChannels, type Outcome } from '../core/model-runs';
import type { CheckedModel, InspectAsk, InspectProgress, ModelReport, OwnFile, OwnManifest } from '../core/own-model';
import { splitMoments } from '../core/posterior';
import type { TensorData } from '../core/protocol';
import { countNonFinite } from '../core/stats';
import { ModelStore } from '../inference/model-store';
import { Runtime, type Session } from '../inference/runtime';
import { Measuring, measuredFindings, samplePictures, testPicture } from './measure-model';
import { sortFiles, type PlannedNetwork } from './model-files';
import { cpuThreads } from './threads';

/**
 * The contract check: tells what the files are, runs them at two sizes on the CPU, and measures what nobody has said. For a
 * worker of its own, which ends afterwards. What does not fit is in the report.
 * @throws LabError where the runtime itself cannot be had
 */
export async function inspectModel(
  files: readonly OwnFile[], ask: InspectAsk, onProgress: (progress: InspectProgress) => void,
): Promise<ModelReport> {
  onProgress({ text: 'Reading the files', share: 0 });
  const sorted = await sortFiles(files);
  const { encoder, decoder, manifest } = sorted;
  const findings = [...sorted.findings];
  const report = (model: CheckedModel | null): ModelReport => ({ files: sorted.files, missing: sorted.missing, findings, model });
  if (!encoder || !decoder || !isGood(findings)) return report(null);

  onProgress({ text: 'Loading the runtime', share: 0.05 });
  const store = new ModelStore(() => undefined, () => undefined);
  const runtime = await Runtime.load(store, cpuThreads());
  const networks = await openBoth(runtime, encoder, decoder, findings, onProgress);
  if (!networks) return report(null);
  onProgress({ text: 'Running both networks at two sizes', share: 0.3 });
  const found = await tryBoth(networks, [encoder, decoder], findings);
  if (!found) return report(null);

  const { nz, moments, output } = found;
  const known = ask.range ?? manifest?.range ?? null;
  const measuring = new Measuring({ ...networks, bands: encoder.plan.bands, output, latentChannels: nz });
  const measured = await measuring.all(await samplePictures(ask.samples, onProgress), known, onProgress).catch((error: unknown) => {
    // A browser may be short of memory for these, or the model may not stand them; the small one ran already.
    findings.push(note('both', 'Sample pictures', 'a reconstruction of each', toErrorInfo(error).message, 'Only a small test picture was measured. Run both in PyTorch on such pictures.'));
    return measuring.all({ name: 'small test picture', pictures: [testPicture(...SIZES[0])] }, known, onProgress);
  });
  findings.push(...measuredFindings(measured, manifest, known), ...manifestFindings(manifest, nz, encoder, output));
  if (!isGood(findings)) return report(null);
  return report({
    encoder: {
      ...facts(encoder, manifest?.encoder), inputKind: encoder.plan.bands ? 'bands' : 'image', inputs: encoder.plan.inputs,
      output: moments === nz ? 'latent' : 'moments', outputName: encoder.plan.output,
    },
    decoder: { ...facts(decoder, manifest?.decoder), input: decoder.plan.inputs[0] as string, output, outputName: decoder.plan.output },
    ...(sorted.parity && { parity: sorted.parity }),
    latentChannels: nz, norm: [encoder, decoder].some(({ file }) => isGlobal(file.operators)) ? 'group' : (manifest?.norm ?? 'smc'),
    weights: [encoder, decoder].every(({ file }) => file.storedAs.has('float16')) ? 'fp16' : 'fp32', manifest, measured,
  });
}

/** What the file says, and more of the manifest's where its checksum is that of the file. */
function facts({ bytes, sha256, file }: PlannedNetwork, said: OwnManifest[Part] | undefined) {
  const more = said?.sha256 === sha256 ? said : {};
  return { ...more, variants: [], bytes, sha256, parameters: more.parameters ?? file.parameters, global: isGlobal(file.operators) };
}

/** Operators that read the whole picture at once: cut into tiles, such networks give something else. */
const GLOBAL = [
  'InstanceNormalization', 'GroupNormalization', 'LayerNormalization', 'GlobalAveragePool', 'GlobalMaxPool', 'ReduceMean', 'ReduceSum', 'ReduceMax',
  'ReduceL2', 'MatMul', 'Gemm', 'Einsum', 'Attention', 'MultiHeadAttention', 'Softmax',
];

function isGlobal(operators: ReadonlySet<string>): boolean {
  return GLOBAL.some((name) => operators.has(name));
}

async function openBoth(
  runtime: Runtime, encoder: PlannedNetwork, decoder: PlannedNetwork, findings: Finding[], onProgress: (progress: InspectProgress) => void,
): Promise<{ encoder: Session; decoder: Session } | null> {
  const open = async (part: Part, { content, plan, file }: PlannedNetwork): Promise<Session | null> => {
    onProgress({ text: `Loading the ${part}`, share: part === 'encoder' ? 0.1 : 0.2 });
    try {
      const session = await runtime.createSession(content, { label: `The ${part}`, inputs: plan.inputs, output: plan.output });
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

/** A square and an oblong, so that a size that was traced in shows. In pixels, width first. */
const SIZES = [[64, 64], [96, 64]] as const;

/** Runs both at two sizes and reads off what they are. Null where something does not fit, which is then among the findings. */
async function tryBoth(
  { encoder, decoder }: { encoder: Session; decoder: Session }, [{ plan }, { plan: after }]: readonly [PlannedNetwork, PlannedNetwork], findings: Finding[],
) {
  const attempt = async (part: Part, session: Session, inputs: readonly TensorData[], width: number, height: number) => {
    try {
      const value = await session.runOnCpu(inputs);
      const { dims, data } = value;
      return { value, outcome: { width, height, dims, finite: countNonFinite(data) === 0, zero: data.every((each) => each === 0) } };
    } catch (error) {
      const what = `Output ${part === 'encoder' ? 'of' : 'for'} ${width} × ${height} pixels`;
      const cure = width === height ? 'Run the module in PyTorch on these shapes.'
        : 'It ran at 64 × 64: a size may have been fixed while tracing. Compute sizes from the input, or name them as dynamic.';
      return differs(part, what, 'a result', toErrorInfo(error).message, cure);
    }
  };
  const momentsOf: TensorData[] = [];
  const outcomes: Outcome[] = [];
  for (const [width, height] of SIZES) {
    const { padded } = testPicture(width, height);
    const tried = await attempt('encoder', encoder, plan.bands ? haarForward(padded) : [padded], width, height);
    if ('verdict' in tried) return fail(tried, findings);
    momentsOf.push(tried.value);
    outcomes.push(tried.outcome);
  }
  const encoded = checkEncoderRuns(outcomes);
  findings.push(...encoded.findings);
  if (encoded.channels === null) return null;
  const { findings: about, candidates } = latentChannels(encoded.channels, after.channels.in);
  findings.push(...about);

  let failure: Finding | null = null;
  for (const nz of candidates) {
    const results: Outcome[] = [];
    failure = null;
    for (const [index, [width, height]] of SIZES.entries()) {
      const { mean } = splitMoments(momentsOf[index] as TensorData, nz);
      const tried = await attempt('decoder', decoder, [mean], width, height);
      if ('verdict' in tried) {
        failure = tried;
        break;
      }
      results.push(tried.outcome);
    }
    if (failure) continue;
    const decoded = checkDecoderRuns(results);
    findings.push(...decoded.findings);
    return decoded.output && { nz, moments: encoded.channels, output: decoded.output };
  }
  return failure ? fail(failure, findings) : null;
}

function fail(finding: Finding, findings: Finding[]): null {
  findings.push(finding);
  return null;
}

function manifestFindings(manifest: OwnManifest | null, nz: number, { plan }: PlannedNetwork, output: 'image' | 'coefficients'): Finding[] {
  if (!manifest) return [];
  const row = (what: string, said: string | number | undefined, found: string | number): Finding[] =>
    (said === undefined ? [] : [said === found ? fits('manifest', what, String(said), String(found))
      : differs('manifest', what, String(said), String(found), 'The manifest is of another model, or has to be written anew.')]);
  return [
    ...row('Channels of the latent', manifest.latentChannels, nz),
    ...row('What the encoder reads', manifest.encoder.inputKind, plan.bands ? 'bands' : 'image'),
    ...row('What the decoder gives', manifest.decoder.output, output),
  ];
}
