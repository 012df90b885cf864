import type { Attribute, NumberedTensor } from './graph-parts';

/** What is known of a tensor before anything runs. */
export interface Known {
  /** Null where the shape cannot be told. */
  readonly dims: readonly number[] | null;
  /** The numbers themselves, of small tensors that hold sizes. */
  readonly values?: readonly number[];
  /** Its numbers are no whole ones. */
  readonly isFloat?: boolean;
}

export const UNKNOWN: Known = { dims: null };

export function knownOf({ type, sizes, values }: NumberedTensor): Known {
  const isFloat = /float/.test(type);
  return values ? { dims: sizes, values, isFloat } : { dims: sizes, isFloat };
}

export const placeOf = (axis: number, rank: number): number => (axis < 0 ? axis + rank : axis);

/** The shape of two tensors that are stretched to each other; null where one is not known or they do not fit. */
export function stretched(a: Known['dims'], b: Known['dims']): number[] | null {
  if (!a || !b) return null;
  const rank = Math.max(a.length, b.length);
  const sizes = Array.from({ length: rank }, (_, index) => {
    const [left = 1, right = 1] = [a[index - rank + a.length], b[index - rank + b.length]];
    return left === 1 ? right : right === 1 || right === left ? left : -1;
  });
  return sizes.includes(-1) ? null : sizes;
}

/** A node, with what is known of the tensors that it gets. */
export interface Node {
  readonly operator: string;
  readonly inputs: readonly Known[];
  readonly attributes: ReadonlyMap<string, Attribute>;
  readonly outputs: number;
}

export type Rule = (node: Node) => Known | readonly Known[];

export const numbersAt = (attributes: Node['attributes'], name: string): readonly number[] | undefined => {
  const found = attributes.get(name);
  return Array.isArray(found) ? (found as readonly number[]) : undefined;
};
export const numberAt = (attributes: Node['attributes'], name: string, otherwise: number): number => {
  const found = attributes.get(name);
  return typeof found === 'number' ? found : otherwise;
};
