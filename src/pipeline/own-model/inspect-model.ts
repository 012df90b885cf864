import { toErrorInfo } from '../../core/errors';
import { differs, fits, isGood, note, type Finding, type Part } from '../../core/model/model-contract';
import { loadingCure } from '../../core/model/model-cures';
import type {
  CheckedModel,
  InspectAsk,
  InspectProgress,
  ModelReport,
  OwnFile,
  OwnManifest,
} from '../../core/model/own-model';
import { ModelStore } from '../../inference/model-store';
import { Runtime } from '../../inference/runtime';
import { paddedNetwork, type Network } from './fixed-network';
import { Measuring, measuredFindings, samplePictures, testPicture, type TestPicture } from './measure-model';
import { tryDecoder, tryEncoder } from './inspect-alone';
import { READ, sortFiles, type PlannedNetwork, type SortedFiles } from './model-files';
import { configFindings } from './side-files';
import { cpuThreads } from '../lab/threads';
import { decoderFacts, encoderFacts, modelFacts, rangeOfBytes } from './network-facts';
import { fixedPixels, SQUARE, tryBoth, type Both, type Tried } from './try-networks';
import { twoPictures } from './two-runs';

/**
 * The contract check: tells what the files are, runs them at two small sizes on the CPU, and measures what nobody has said. For a
 * worker of its own, which ends afterwards. What does not fit is in the report.
 * @throws LabError where the runtime itself cannot be had
 */
export async function inspectModel(
  files: readonly OwnFile[],
  ask: InspectAsk,
  onProgress: (progress: InspectProgress) => void,
  loadRuntime = ownRuntime,
): Promise<ModelReport> {
  onProgress({ text: 'Reading the files', share: 0 });
  const sorted = await sortFiles(files, onProgress, ask.random);
  const { encoder, decoder, manifest } = sorted;
  const findings = [...sorted.findings];
  const report = (model: CheckedModel | null): ModelReport => ({
    files: sorted.files,
    missing: sorted.missing,
    ...(sorted.noise && { noise: sorted.noise }),
    findings,
    model,
  });
  if (!(encoder || decoder) || !isGood(findings)) return report(null);

  onProgress({ text: 'Loading the runtime', share: READ });
  const runtime = await loadRuntime();
  if (!encoder || !decoder) return report(await checkedAlone(runtime, sorted, ask, findings, onProgress));
  const networks = await openBoth(runtime, encoder, decoder, findings, onProgress);
  if (!networks) return report(null);
  const found = await tryBoth(networks, [encoder, decoder], findings, onProgress);
  if (!found) return report(null);

  const { nz, output, downscale, multiple } = found;
  const asked = ask.range ?? manifest?.range ?? null;
  const known = asked ?? rangeOfBytes(encoder, decoder);
  const fixed = { encoder: fixedPixels(encoder.plan, 1), decoder: fixedPixels(decoder.plan, downscale) };
  const most = {
    width: Math.min(fixed.encoder.width, fixed.decoder.width),
    height: Math.min(fixed.encoder.height, fixed.decoder.height),
  };
  const measuring = new Measuring({ ...networks, bands: encoder.plan.bands, output, latentChannels: nz });
  const small = (): TestPicture =>
    testPicture(Math.min(SQUARE[0], most.width), Math.min(SQUARE[1], most.height), multiple);
  const measured = await measuring
    .all(await samplePictures(ask.samples, multiple, most, onProgress), known, onProgress)
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
      return measuring.all(
        {
          name: 'small test picture',
          pictures: [small()],
        },
        known,
        onProgress,
      );
    });
  if (encoder.graph.isRandom || decoder.graph.isRandom) {
    const run = async () => (await measuring.reconstruct(small(), measured.range)).reconstruction;
    findings.push(await twoPictures(run));
  }
  findings.push(
    ...measuredFindings(measured, manifest, asked),
    ...manifestFindings(manifest, { ...found, bands: encoder.plan.bands }),
    ...configFindings(sorted.configs, { latentChannels: nz, downscale }),
  );
  if (!isGood(findings)) return report(null);
  return report({
    encoder: encoderFacts(encoder, manifest, found),
    decoder: decoderFacts(decoder, manifest, found),
    ...(sorted.parity && { parity: sorted.parity }),
    ranAt: found.ranAt,
    ...modelFacts([encoder, decoder], sorted, { ...found, measured }),
  });
}

/** One network without the other. Null where something does not fit, which is then among the findings. */
async function checkedAlone(
  runtime: Runtime,
  sorted: SortedFiles,
  ask: InspectAsk,
  findings: Finding[],
  onProgress: (progress: InspectProgress) => void,
): Promise<CheckedModel | null> {
  const { encoder, decoder, manifest, configs } = sorted;
  const said = {
    manifest,
    range: ask.range ?? manifest?.range ?? rangeOfBytes(encoder, decoder),
    channels: configs.find(({ latentChannels }) => latentChannels !== undefined)?.latentChannels,
  };
  const about = (found: Found): void => {
    findings.push(
      ...manifestFindings(manifest, found),
      ...configFindings(configs, { latentChannels: found.nz, downscale: found.downscale }),
    );
  };
  if (decoder) {
    const session = await openOne(runtime, 'decoder', decoder, findings, onProgress);
    onProgress({ text: 'Running the decoder on N(0, 1)', share: 0.4 });
    const found = session && (await tryDecoder(session, decoder, said, findings));
    if (found) about(found);
    if (!found || !isGood(findings)) return null;
    return { decoder: decoderFacts(decoder, manifest, found), ...modelFacts([decoder], sorted, found) };
  }
  if (!encoder) return null;
  const session = await openOne(runtime, 'encoder', encoder, findings, onProgress);
  onProgress({ text: 'Running the encoder', share: 0.4 });
  const most = fixedPixels(encoder.plan, 1);
  const samples = (multiple: number) => samplePictures(ask.samples, multiple, most, onProgress);
  const found = session && (await tryEncoder(session, encoder, said, samples, findings));
  if (found) about({ ...found, bands: encoder.plan.bands });
  if (!found || !isGood(findings)) return null;
  return { encoder: encoderFacts(encoder, manifest, found), ...modelFacts([encoder], sorted, found) };
}

function ownRuntime(): Promise<Runtime> {
  const quiet = (): void => undefined;
  return Runtime.load(new ModelStore(quiet, quiet), cpuThreads());
}

async function openBoth(
  runtime: Runtime,
  encoder: PlannedNetwork,
  decoder: PlannedNetwork,
  findings: Finding[],
  onProgress: (progress: InspectProgress) => void,
): Promise<Both | null> {
  const first = await openOne(runtime, 'encoder', encoder, findings, onProgress);
  const second = await openOne(runtime, 'decoder', decoder, findings, onProgress);
  return first && second && { encoder: first, decoder: second };
}

async function openOne(
  runtime: Runtime,
  part: Part,
  { graph, plan, file }: PlannedNetwork,
  findings: Finding[],
  onProgress: (progress: InspectProgress) => void,
): Promise<Network | null> {
  onProgress({ text: `Loading the ${part}`, share: part === 'encoder' ? 0.1 : 0.18 });
  try {
    const session = await runtime.createSession(graph, {
      label: `The ${part}`,
      inputs: plan.inputs,
      output: plan.output,
    });
    findings.push(fits(part, 'Loading', 'works in onnxruntime-web', 'works'));
    return plan.fixed ? paddedNetwork(session, plan.fixed) : session;
  } catch (error) {
    const { message } = toErrorInfo(error);
    findings.push(differs(part, 'Loading', 'works in onnxruntime-web', message, loadingCure(message, file)));
    return null;
  }
}

/** What runs told; an absent network tells nothing. */
type Found = Pick<Tried, 'nz' | 'downscale'> & Partial<Pick<Tried, 'output'>> & { readonly bands?: boolean };

function manifestFindings(manifest: OwnManifest | null, { nz, downscale, output, bands }: Found): Finding[] {
  if (!manifest) return [];
  const row = (what: string, said: string | number | undefined, found: string | number | undefined): Finding[] =>
    said === undefined || found === undefined
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
    ...row('Downscale', manifest.downscale, downscale),
    ...row(
      'What the encoder reads',
      manifest.encoder.inputKind,
      bands === undefined ? bands : bands ? 'bands' : 'image',
    ),
    ...row('What the decoder gives', manifest.decoder.output, output),
  ];
}
