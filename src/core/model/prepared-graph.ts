import { rewriteEnds } from './onnx-ends';
import { readOnnx, type OnnxFile } from './onnx-file';
import { withoutRandom, type WithoutRandom } from './onnx-random';
import { usualEnds, type UsualEnds } from './usual-ends';

/** A graph as this page runs it. */
export interface PreparedGraph {
  /** The very bytes that were given where nothing had to change. */
  readonly content: Uint8Array<ArrayBuffer>;
  readonly file: OnnxFile;
  readonly random: Omit<WithoutRandom, 'content'>;
  /** Ends that are other ones than in the file. */
  readonly ends: UsualEnds['ends'];
}

/**
 * Takes random numbers out, and makes the ends usual ones. The same bytes always become the same graph.
 * @param wantsMoments as withoutRandom has it
 * @throws Error where it is no ONNX file
 */
export function preparedGraph(content: Uint8Array<ArrayBuffer>, wantsMoments: boolean): PreparedGraph {
  // Mean and log-variance are joined along the second axis.
  const isTurned = usualEnds(readOnnx(content)).ends.some(
    ({ way, steps }) => way === 'out' && steps.some((step) => step.do === 'transpose'),
  );
  const { content: calm, ...random } = withoutRandom(content, wantsMoments && !isTurned);
  const { file, ends } = usualEnds(readOnnx(calm));
  return { content: rewriteEnds(calm, file.opset, ends), file, random, ends };
}
