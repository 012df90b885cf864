import { rewriteEnds } from './onnx-ends';
import { readOnnx, type OnnxFile } from './onnx-file';
import { withoutRandom, type WithoutRandom } from './onnx-random';
import { weightsApart, type ApartGraph } from './onnx-weights';
import { usualEnds, type UsualEnds } from './usual-ends';

/** A graph as this page runs it. Its content are the very bytes that were given where nothing had to change. */
export interface PreparedGraph extends ApartGraph {
  readonly file: OnnxFile;
  readonly random: Omit<WithoutRandom, 'content'>;
  /** Its random numbers were left in. */
  readonly isRandom: boolean;
  /** Ends that are other ones than in the file. */
  readonly ends: UsualEnds['ends'];
}

/**
 * Takes random numbers out unless they are to stay, and makes the ends usual ones. The same bytes always become the same graph.
 * @param wantsMoments as withoutRandom has it
 * @param keepsRandom the graph is run as it is, with the noise that it draws
 * @throws Error where it is no ONNX file
 */
export function preparedGraph(
  content: Uint8Array<ArrayBuffer>,
  wantsMoments: boolean,
  keepsRandom = false,
): PreparedGraph {
  // First, so that what comes after it copies a small graph.
  const { content: small, weights } = weightsApart(content);
  const given = usualEnds(readOnnx(small), textIn(small));
  // Mean and log-variance are joined along the second axis.
  const isTurned = given.ends.some(({ way, steps }) => way === 'out' && steps.some((step) => step.do === 'transpose'));
  const { content: calm, ...random } = withoutRandom(small, wantsMoments && !isTurned);
  const run = keepsRandom ? small : calm;
  // Every model that loads comes by here, and most draw nothing: their bytes are not read again.
  const { file, ends } = run === small ? given : usualEnds(readOnnx(run), textIn(run));
  const isRandom = keepsRandom && random.operators.length > 0;
  return { content: rewriteEnds(run, file.opset, ends), weights, file, random, isRandom, ends };
}

/** Whether a text stands anywhere in a graph. It is decoded when that is first asked, byte by byte, and looked through as one text. */
function textIn(content: Uint8Array): (text: string) => boolean {
  const bytesAsText = (bytes: Uint8Array): string => new TextDecoder('latin1').decode(bytes);
  let whole: string | null = null;
  return (text) => {
    whole ??= bytesAsText(content);
    return whole.includes(bytesAsText(new TextEncoder().encode(text)));
  };
}
