import type { Part } from '../../core/model/model-contract';
import type { CheckedModel, ModelMeasures, OwnManifest, Range } from '../../core/model/own-model';
import { knownOf } from '../../core/model/presets';
import { hasBytes } from '../../core/model/usual-ends';
import type { PlannedNetwork, SortedFiles } from './model-files';
import { fixedPixels, type Tried } from './try-networks';

/** What becomes of networks that fit: what their files say by themselves, and what their runs told. */

/** Bytes stand for [0, 1]. */
export function rangeOfBytes(...networks: readonly (PlannedNetwork | null)[]): Range | null {
  return networks.some((network) => network && hasBytes(network.graph.ends)) ? [0, 1] : null;
}

/** The encoder of an entry. */
export function encoderFacts(
  encoder: PlannedNetwork,
  manifest: OwnManifest | null,
  { nz, moments }: Pick<Tried, 'nz' | 'moments'>,
): NonNullable<CheckedModel['encoder']> {
  const { plan } = encoder;
  return {
    ...facts(encoder, manifest?.encoder),
    inputKind: plan.bands ? 'bands' : 'image',
    inputs: plan.inputs,
    output: moments === nz ? 'latent' : 'moments',
    outputName: plan.output,
    ...(plan.fixed && { fixedSize: fixedPixels(plan, 1) }),
  };
}

/** The decoder of an entry. */
export function decoderFacts(
  decoder: PlannedNetwork,
  manifest: OwnManifest | null,
  { output, downscale }: Pick<Tried, 'output' | 'downscale'>,
): NonNullable<CheckedModel['decoder']> {
  const { plan } = decoder;
  return {
    ...facts(decoder, manifest?.decoder),
    input: plan.inputs[0] as string,
    output,
    outputName: plan.output,
    ...(plan.fixed && { fixedSize: fixedPixels(plan, downscale) }),
  };
}

/** What an entry says of all of its networks, two or one. */
export function modelFacts(
  networks: readonly PlannedNetwork[],
  { manifest, configs, files }: Pick<SortedFiles, 'manifest' | 'configs' | 'files'>,
  {
    nz,
    downscale,
    multiple,
    measured,
  }: Pick<Tried, 'nz' | 'downscale' | 'multiple'> & { readonly measured: ModelMeasures },
): Omit<CheckedModel, 'encoder' | 'decoder' | 'parity'> {
  return {
    latentChannels: nz,
    downscale,
    ...(multiple > downscale && { multiple }),
    norm: networks.some(({ file }) => isGlobal(file.operators)) ? 'group' : (manifest?.norm ?? 'smc'),
    weights: networks.every(({ file }) => file.storedAs.has('float16')) ? 'fp16' : 'fp32',
    ...(networks.some(isHalf) && { computes: 'float16' }),
    manifest,
    known: knownOf({
      latentChannels: nz,
      downscale,
      parameters: networks.reduce((sum, { file }) => sum + file.parameters, 0),
      configs,
      names: files.map(({ name }) => name),
    }),
    measured,
  };
}

/** Whether the page casts between its float32 and the float16 of the graph. */
function isHalf({ graph: { ends } }: PlannedNetwork): boolean {
  return ends.some(({ inside }) => inside.type === 'float16');
}

/** What the file says, and more of the manifest's where its checksum is that of the file. */
function facts({ bytes, sha256, file, graph }: PlannedNetwork, said: OwnManifest[Part] | undefined) {
  const more = said?.sha256 === sha256 ? said : {};
  return {
    ...more,
    variants: [],
    bytes,
    sha256,
    parameters: more.parameters ?? file.parameters,
    global: isGlobal(file.operators),
    // A manifest may be of the other choice.
    ...((more.random || graph.isRandom) && { random: graph.isRandom }),
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
