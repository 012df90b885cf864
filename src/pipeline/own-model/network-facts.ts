import type { Part } from '../../core/model/model-contract';
import type { OwnManifest, Range } from '../../core/model/own-model';
import { hasBytes } from '../../core/model/usual-ends';
import type { PlannedNetwork } from './model-files';

/** What the file of a network says by itself. */

/** Bytes stand for [0, 1]. */
export function rangeOfBytes(...networks: readonly (PlannedNetwork | null)[]): Range | null {
  return networks.some((network) => network && hasBytes(network.graph.ends)) ? [0, 1] : null;
}

/** Whether the page casts between its float32 and the float16 of the graph. */
export function isHalf({ graph: { ends } }: PlannedNetwork): boolean {
  return ends.some(({ inside }) => inside.type === 'float16');
}

/** What the file says, and more of the manifest's where its checksum is that of the file. */
export function facts({ bytes, sha256, file, graph }: PlannedNetwork, said: OwnManifest[Part] | undefined) {
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

export function isGlobal(operators: ReadonlySet<string>): boolean {
  return GLOBAL.some((name) => operators.has(name));
}
