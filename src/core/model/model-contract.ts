import { otherLayout, typeCure } from './model-cures';
import type { FixedSize } from './manifest';
import type { OnnxFile, OnnxValue } from './onnx-file';
import type { WithoutRandom } from './onnx-random';

/**
 * The contract check of somebody's own model: what an encoder and a decoder must be to run here, and where two files
 * differ from it. Pure: the files are read by onnx-file.ts and run by src/pipeline/own-model/inspect-model.ts.
 */

export type Part = 'encoder' | 'decoder';

/** A row of the check. */
export interface Finding {
  readonly part: Part | 'files' | 'manifest' | 'both';
  /** What is looked at, such as 'Input channels'. */
  readonly what: string;
  readonly expected: string;
  readonly found: string;
  /** 'note' stops nothing. */
  readonly verdict: 'fits' | 'differs' | 'note';
  /** What to do about it; '' where it fits. */
  readonly cure: string;
}

export const fits = (part: Finding['part'], what: string, expected: string, found: string): Finding => ({
  part,
  what,
  expected,
  found,
  verdict: 'fits',
  cure: '',
});
export const differs = (
  part: Finding['part'],
  what: string,
  expected: string,
  found: string,
  cure: string,
): Finding => ({ part, what, expected, found, verdict: 'differs', cure });
export const note = (part: Finding['part'], what: string, expected: string, found: string, cure: string): Finding => ({
  part,
  what,
  expected,
  found,
  verdict: 'note',
  cure,
});

/** Whether nothing stands in the way. */
export function isGood(findings: readonly Finding[]): boolean {
  return findings.every(({ verdict }) => verdict !== 'differs');
}

/** A finding as a sentence or two, for messages. */
export function sentenceOf({ part, what, expected, found, cure }: Finding): string {
  const where =
    part === 'files' || part === 'both'
      ? ''
      : `${part === 'manifest' ? 'Manifest' : part === 'encoder' ? 'Encoder' : 'Decoder'}, `;
  const subject = where + (where ? what.charAt(0).toLowerCase() + what.slice(1) : what);
  return `${subject}: expected ${expected}, found ${found}.${cure && ` ${cure}`}`;
}

export const COLOURS = 3;
export const BANDS = 12;

/** What a network is by its graph alone. Channels are null where the graph leaves them open. */
export interface GraphPlan {
  readonly part: Part;
  /** Whether an encoder reads three levels of bands. */
  readonly bands: boolean;
  /** Names in the graph, in the order picture, or levels 1, 2, 3. */
  readonly inputs: readonly string[];
  readonly output: string;
  readonly channels: { readonly in: number | null; readonly out: number | null };
  /** Width and height of the first input, where the graph fixes them. */
  readonly fixed: FixedSize | null;
}

/** What can be told before a network runs. The plan is null where it cannot. */
export function checkGraph(
  part: Part,
  { inputs, outputs, besides, opset, domains, operators }: OnnxFile,
): { findings: Finding[]; plan: GraphPlan | null } {
  const findings: Finding[] = [];
  const expect = (ok: boolean, what: string, expected: string, found: string, cure: string): void => {
    findings.push(ok ? fits(part, what, expected, found) : differs(part, what, expected, found, cure));
  };
  if (besides.length > 0) {
    expect(
      false,
      'Weights',
      'in this file, or in files that come with it',
      `some in ${besides.join('; ')}`,
      'Drop these files together with the graph, as they lie on the disk: all of its folder.',
    );
  }
  const bands = part === 'encoder' && inputs.length === 3;
  const wanted = part === 'encoder' ? 'one (the picture) or three (its bands)' : 'one (the latent)';
  expect(
    inputs.length === 1 || bands,
    'Inputs',
    wanted,
    counted(inputs),
    part === 'encoder'
      ? 'Export a forward() that takes the picture, or bands of levels 1, 2 and 3.'
      : 'Export a forward() that takes the latent alone.',
  );
  expect(
    outputs.length === 1,
    'Outputs',
    part === 'encoder' ? 'one (mean and log-variance joined, or the mean)' : 'one (pixels or coefficients)',
    counted(outputs),
    part === 'encoder'
      ? 'Return torch.cat([mean, logvar], dim=1), or the mean.'
      : 'Return the pixels or the coefficients alone.',
  );
  const values = [...inputs, ...outputs];
  const others = values.filter(({ type }) => type !== 'float32');
  expect(
    others.length === 0,
    'Type of values',
    'float32',
    others.map(({ name, type }) => `${type} in ${name}`).join(', ') || 'float32',
    typeCure(
      part,
      others.map(({ type }) => type),
      others[0] === outputs[0],
    ),
  );
  const layout = otherLayout(part, values, part === 'encoder' ? inputs[0] : outputs[0]);
  expect(!layout, 'Dimensions', 'batch, channels, height, width', layout?.found ?? 'four', layout?.cure ?? '');
  // The rows below are about the places that sizes have in this layout.
  if (layout) return { findings, plan: null };
  const batches = values.filter((value) => ![1, null].includes(sizeAt(value, 0)));
  expect(
    batches.length === 0,
    'Batch',
    '1 or open',
    batches.map((value) => shapeText(value)).join('; ') || '1 or open',
    'Export with an example of batch 1.',
  );
  const first = bands ? inputs.find(({ name }) => name === inOrder(inputs)[0]) : inputs[0];
  const [high, wide] = [sizeAt(first, 2), sizeAt(first, 3)];
  const half = inputs.filter((value) => (sizeAt(value, 2) === null) !== (sizeAt(value, 3) === null));
  const fixed = high === null || wide === null ? null : { width: wide, height: high };
  if (fixed && half.length === 0)
    findings.push(
      note(
        part,
        'Height and width',
        'open',
        inputs.map((value) => `fixed in ${shapeText(value)}`).join('; '),
        `Nothing. A smaller ${part === 'encoder' ? 'picture' : 'latent'} is padded to that size by repeating its last column and row${part === 'encoder' ? '' : ' of cells'}, a larger one runs in tiles of it. To leave them open, name them in dynamic_axes (or dynamic_shapes) of torch.onnx.export.`,
      ),
    );
  // What is written of outputs binds nothing: a run tells.
  else
    expect(
      half.length === 0,
      'Height and width',
      'both open, or both fixed',
      half.map((value) => `one of them fixed in ${shapeText(value)}`).join('; ') || 'open',
      'Name both in dynamic_axes (or dynamic_shapes) of torch.onnx.export, for inputs and outputs.',
    );
  const found = inputs.map((value) => sizeAt(value, 1));
  const into = bands ? BANDS : part === 'encoder' ? COLOURS : null;
  const inOk =
    into === null
      ? found.every((size) => size === null || size > 0)
      : found.every((size) => size === null || size === into);
  if (inputs.length === 1 || bands)
    expect(
      inOk,
      'Input channels',
      into === null ? 'those of the latent' : bands ? '12 in each of three inputs' : '3',
      channelsText(inputs),
      into === COLOURS && found[0] === 1
        ? 'It is made for grey pictures. Export a forward() that takes three colours: return model(x.mean(1, keepdim=True)).'
        : part === 'encoder'
          ? 'A picture has 3 channels; each level of bands has 12: A, H, V, D of R, G, B. If this is the decoder, swap the two.'
          : '',
    );
  const out = sizeAt(outputs[0], 1);
  if (part === 'decoder') {
    expect(
      out === null || out === COLOURS || out === BANDS,
      'Output channels',
      '3 (pixels) or 12 (coefficients)',
      channelsText(outputs),
      out === 1
        ? 'It gives grey pictures. Export a forward() that returns three colours: return model(z).repeat(1, 3, 1, 1).'
        : 'Return pixels, or the 12 bands of level 1. If this is the encoder, swap the two.',
    );
  }
  const extra = domains.filter((domain) => domain !== 'ai.onnx.ml');
  findings.push(
    note(
      part,
      'Operators',
      'any that onnxruntime-web has',
      `${operators.size} kinds, opset ${opset}${extra.length > 0 ? `, and of ${extra.join(', ')}` : ''}`,
      '',
    ),
  );
  if (!isGood(findings)) return { findings, plan: null };
  const [output] = outputs as [OnnxValue];
  return {
    findings,
    plan: {
      part,
      bands,
      inputs: bands ? inOrder(inputs) : inputs.map(({ name }) => name),
      output: output.name,
      channels: { in: found[0] ?? null, out },
      fixed,
    },
  };
}

/** What is said of random numbers that were in a graph, and what became of them. @param isKept they were left in */
export function randomFindings(
  part: Part,
  { operators, stuck, moments }: Pick<WithoutRandom, 'operators' | 'stuck' | 'moments'>,
  isKept = false,
): Finding[] {
  if (isKept && operators.length > 0) {
    return [
      note(
        part,
        'Random numbers',
        'none',
        `${operators.join(', ')}, left in`,
        'Nothing. Equal settings give other results each time, and no backend can be compared with another.',
      ),
    ];
  }
  if (stuck.length > 0) {
    return [
      differs(
        part,
        'Random numbers',
        'none, or noise that can be taken out',
        stuck.join(', '),
        'Call module.eval(), and export the half that draws nothing: results of a network that draws can be neither repeated nor compared. Or add it with its noise left as it is.',
      ),
    ];
  }
  if (operators.length === 0) return [];
  return [
    note(
      part,
      'Random numbers',
      'none',
      `${operators.join(', ')}, taken out`,
      moments
        ? 'Nothing. The encoder gives mean and log-variance in place of a sample, and the page draws from them by a seed.'
        : 'Nothing. The mean of what was drawn stands in its place, so that equal settings give equal results.',
    ),
  ];
}

/** Levels 1, 2 and 3 by the digits in their names where those are plain, else as the graph lists them. */
function inOrder(inputs: readonly OnnxValue[]): string[] {
  const names = inputs.map(({ name }) => name);
  const sorted = [1, 2, 3].map((level) => names.find((name) => new RegExp(`(?<!\\d)${level}$`).test(name)));
  return sorted.every((name) => name !== undefined) ? (sorted as string[]) : names;
}

function counted(values: readonly OnnxValue[]): string {
  return values.length === 0 ? 'none' : `${values.length}: ${values.map(({ name }) => name).join(', ')}`;
}

function channelsText(values: readonly OnnxValue[]): string {
  return values.map((value) => `${sizeAt(value, 1) ?? 'open'} in ${value.name}`).join(', ') || 'none';
}

function shapeText({ name, shape }: OnnxValue): string {
  return `${name} ${shape ? times(shape.map((size) => size ?? '?')) : 'of unknown shape'}`;
}

export function times(sizes: readonly (number | string)[]): string {
  return sizes.join(' × ');
}

/** A size that the graph fixes; null where it is open. */
export function sizeAt(value: OnnxValue | undefined, at: number): number | null {
  const size = value?.shape?.[at];
  return typeof size === 'number' ? size : null;
}
