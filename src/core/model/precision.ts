import { LabError } from '../errors';
import type { ModelEntry, NetworkFile } from './manifest';
import { paritySentence, type ParityComparison } from './parity';
import type { BackendKind, Precision } from '../backend-kind';
import type { Settings } from '../settings/settings';

/**
 * Which arithmetic the networks run in. fp16 needs a GPU with shader-f16, a build of the model for it, and the values of
 * PyTorch on that very adapter: drivers have computed wrong numbers in fp16 that looked like numbers.
 */

/** What info() says, its first word being the arithmetic. */
export const PRECISION_TEXT: Readonly<Record<Precision, string>> = {
  fp32: 'fp32, weights stored as fp16',
  fp16: 'fp16, narrow layers, last convolution and both ends fp32',
};

/**
 * What is known of fp16 on this adapter: that it cannot run, or not be checked; that nobody has looked; how it compared with
 * PyTorch.
 */
export type HalfState = 'none' | 'unchecked' | 'passed' | 'failed';

/** How fp16 compared with PyTorch, of the adapters, models and runtimes that this browser has met, by receiptKey. */
export type HalfVerdicts = Readonly<Record<string, Pick<ParityComparison, 'ok' | 'of' | 'with' | 'stages'>>>;

/** The file that has a network's bytes. */
export type FileRef = Pick<NetworkFile, 'file' | 'bytes' | 'sha256'>;

/** Which files of a model: those of one precision. */
export interface ChosenFiles {
  readonly encoder?: FileRef;
  readonly decoder?: FileRef;
  readonly precision?: Precision;
}

export interface PrecisionChoice extends ChosenFiles {
  readonly precision: Precision;
  /** Why this one, as a sentence. */
  readonly reason: string;
  readonly half: HalfState;
}

export interface PrecisionRequest {
  readonly asked: Settings['precision'];
  readonly model: ModelEntry;
  readonly backend: BackendKind;
  /** The name of the adapter, as the browser gives it; `ort` is the runtime's own. */
  readonly adapter: string;
  readonly ort: string;
  readonly shaderF16: boolean;
  readonly verdicts: HalfVerdicts;
}

/**
 * 'auto' takes fp16 only after it gave PyTorch's values on this adapter, and fp32 otherwise; 'fp16' takes it unchecked.
 * @throws LabError 'no-backend' or 'model-unsupported' where 'fp16' was chosen and cannot run, as a backend that was chosen
 */
export function choosePrecision(request: PrecisionRequest): PrecisionChoice {
  const { asked, model, verdicts } = request;
  const missing = whatIsMissing(request);
  const files = variantOf(model);
  if (missing || !files) {
    const [code, why] = missing ?? (['model-unsupported', `${model.title} has no fp16 build.`] as const);
    if (asked === 'fp16') throw new LabError(code, `fp16 was chosen, but ${lowerFirst(why)} Choose Auto or fp32.`);
    return full(model, asked === 'fp32' ? 'fp32 was chosen.' : why, 'none');
  }
  const verdict = verdicts[receiptKey(model, { ...request, precision: PRECISION_TEXT.fp16 })];
  const half = verdict ? (verdict.ok ? 'passed' : 'failed') : model.parity ? 'unchecked' : 'none';
  if (asked === 'fp32') return full(model, 'fp32 was chosen.', half);
  const said = verdict ? paritySentence(verdict) : '';
  if (asked === 'fp16') {
    const known = verdict?.ok
      ? said
      : verdict
        ? `It differs on this adapter: ${said}`
        : 'It was not checked on this adapter.';
    return { precision: 'fp16', ...files, reason: `fp16 was chosen. ${known}`, half };
  }
  if (verdict?.ok) return { precision: 'fp16', ...files, reason: `fp16 was checked on this adapter: ${said}`, half };
  if (verdict) return full(model, `fp16 differs on this adapter: ${said}`, half);
  if (!model.parity) return full(model, `${model.title} came without values that fp16 could be checked against.`, half);
  return full(model, 'fp16 is taken from the next start on, if it agrees with PyTorch on this adapter.', half);
}

/** The choice of fp32 after an fp16 build that 'auto' took could not be loaded. */
export function withoutHalf(model: ModelEntry, why: string): PrecisionChoice {
  return full(model, `fp16 could not be loaded: ${why}`, 'failed');
}

/** What a run of a network depends on besides its files; a BackendInfo is one. */
interface RanOn {
  readonly backend: BackendKind;
  readonly adapter: string;
  readonly ort: string;
  readonly precision: string;
}

/** Which networks ran on what: the name under which a parity receipt is kept. */
export function receiptKey(model: ModelEntry, { backend, adapter, ort, precision }: RanOn): string {
  const { encoder, decoder } = (precision === PRECISION_TEXT.fp16 && variantOf(model)) || model;
  const hashes = [encoder, decoder, model.parity].map((file) => file?.sha256.slice(0, 16) ?? 'none');
  // The same files are another model with another range or other units.
  return [...hashes, ...model.range, model.latent.scale, model.latent.shift, backend, adapter, ort, precision].join(
    ' ',
  );
}

/** The kept receipts that are about fp16. */
export function halfVerdicts(kept: HalfVerdicts): HalfVerdicts {
  return Object.fromEntries(Object.entries(kept).filter(([key]) => key.endsWith(PRECISION_TEXT.fp16)));
}

export function precisionOf({ precision }: Pick<RanOn, 'precision'>): Precision {
  return precision === PRECISION_TEXT.fp16 ? 'fp16' : 'fp32';
}

/** Every network or none. */
function variantOf({ encoder, decoder }: ModelEntry): ChosenFiles | null {
  const half = (network: NetworkFile | undefined) => network?.variants?.find(({ precision }) => precision === 'fp16');
  const [first, second] = [half(encoder), half(decoder)];
  if ((encoder && !first) || (decoder && !second)) return null;
  return { ...(first && { encoder: first }), ...(second && { decoder: second }) };
}

function whatIsMissing({ backend, shaderF16 }: PrecisionRequest): readonly ['no-backend', string] | null {
  if (backend === 'wasm') return ['no-backend', 'The CPU computes in fp32.'];
  return shaderF16 ? null : ['no-backend', 'This adapter has no shader-f16.'];
}

function full({ encoder, decoder }: ModelEntry, reason: string, half: HalfState): PrecisionChoice {
  return { precision: 'fp32', ...(encoder && { encoder }), ...(decoder && { decoder }), reason, half };
}

/** Names of models keep their first letter. */
function lowerFirst(text: string): string {
  return text.replace(/^(The|This) /, (word) => word.toLowerCase());
}
