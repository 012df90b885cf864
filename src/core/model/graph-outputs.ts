import type { GraphLayer } from './graph-layers';
import { FLOAT32, innerOperators, needed, node, nodesOf, valueField, wholeAttribute, withNodes } from './onnx-nodes';

/**
 * Other outputs of a graph: the tensors of chosen layers, or their sizes, in place of its own. Nodes that none of them needs are
 * left out, so that a layer near the input is not paid for with the whole network.
 */

/** An output that was added, by the tensor that it shows. */
export interface LayerOutput {
  readonly tensor: string;
  /** Its name in the new graph. */
  readonly output: string;
}

export interface GraphWithOutputs {
  readonly content: Uint8Array<ArrayBuffer>;
  readonly outputs: readonly LayerOutput[];
}

/** The tensors of these layers as float32, whatever the graph computes in. @throws Error where it is no ONNX file */
export function withTensors(
  content: Uint8Array,
  layers: readonly Pick<GraphLayer, 'tensor' | 'type'>[],
): GraphWithOutputs {
  const outputs = layers.map(({ tensor, type }) => ({
    tensor,
    // A cast of what is float32 already would be a copy.
    output: type === 'float32' ? tensor : `${tensor}.float32`,
  }));
  const casts = outputs
    .filter(({ tensor, output }) => output !== tensor)
    .map(({ tensor, output }) => node('Cast', [tensor], output, wholeAttribute('to', FLOAT32)));
  return { content: rewritten(content, outputs, casts, 'float32'), outputs };
}

/** The sizes of the tensors of these layers, as int64. @throws Error where it is no ONNX file */
export function withSizes(content: Uint8Array, layers: readonly Pick<GraphLayer, 'tensor'>[]): GraphWithOutputs {
  const outputs = layers.map(({ tensor }) => ({ tensor, output: `${tensor}.sizes` }));
  const shapes = outputs.map(({ tensor, output }) => node('Shape', [tensor], output));
  return { content: rewritten(content, outputs, shapes, 'int64'), outputs };
}

function rewritten(
  content: Uint8Array,
  outputs: readonly LayerOutput[],
  added: readonly Uint8Array[],
  type: string,
): Uint8Array<ArrayBuffer> {
  const nodes = nodesOf(content);
  // A graph within a node may read anything outside, so that nothing could be left out.
  const kept =
    innerOperators(content, nodes).size > 0
      ? nodes
      : needed(
          nodes,
          outputs.map(({ tensor }) => tensor),
        );
  const values = outputs.map(({ output }) => valueField('output', { name: output, type, shape: null }));
  return withNodes(content, [...kept.map(({ whole }) => whole), ...added], values);
}
