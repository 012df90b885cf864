/** A class or function that a pickle names, as 'module name'. */
export class Name {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }
}

/** A call that a pickle asks for; it is never made. 'persistent' stands for what lies outside of the pickle. */
export class Call {
  readonly name: string;
  readonly args: readonly Pickled[];

  constructor(name: string, args: readonly Pickled[]) {
    this.name = name;
    this.args = args;
  }
}

export type Pickled = string | number | boolean | null | Name | Call | Pickled[] | Map<Pickled, Pickled>;

const MARK = Symbol('mark');

/**
 * What a pickle describes, as plain data: calls and names stay what they are. Only the operations of plain data and of tensors are known.
 * @throws Error whose message says what does not fit
 */
export function readPickle(bytes: Uint8Array): Pickled {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const stack: (Pickled | typeof MARK)[] = [];
  const memo = new Map<number, Pickled>();
  let at = 0;
  const take = (count: number): number => {
    at += count;
    if (at > bytes.length) throw new Error('Its pickle is cut off. Copy or download it again.');
    return at - count;
  };
  const pop = (): Pickled => {
    const value = stack.pop();
    if (value === undefined || value === MARK) throw new Error(DAMAGED);
    return value;
  };
  const popMarked = (): Pickled[] => {
    const from = stack.lastIndexOf(MARK);
    if (from < 0) throw new Error(DAMAGED);
    return stack.splice(from).slice(1) as Pickled[];
  };
  const text = (length: number): string => {
    const from = take(length);
    return new TextDecoder().decode(bytes.subarray(from, from + length));
  };
  const line = (): string => {
    const end = bytes.indexOf(10, at);
    const found = text((end < 0 ? bytes.length : end) - at);
    take(1);
    return found;
  };
  const top = <T extends Pickled>(kind: (value: Pickled) => value is T): T => {
    const value = stack.at(-1);
    if (value === undefined || value === MARK || !kind(value)) throw new Error(DAMAGED);
    return value;
  };
  const put = (pairs: readonly Pickled[]): void => {
    const map = top((value) => value instanceof Map);
    for (let i = 0; i + 1 < pairs.length; i += 2) map.set(pairs[i] as Pickled, pairs[i + 1] as Pickled);
  };
  const remember = (key: number): void =>
    void memo.set(
      key,
      top((value): value is Pickled => value !== undefined),
    );
  const recall = (key: number): void => {
    const value = memo.get(key);
    if (value === undefined) throw new Error(DAMAGED);
    stack.push(value);
  };
  const long = (length: number): number => {
    let value = 0;
    const from = take(length);
    for (let i = length - 1; i >= 0; i--) value = value * 256 + (bytes[from + i] as number);
    return length > 0 && (bytes[from + length - 1] as number) > 127 ? value - 256 ** length : value;
  };

  const operations: Readonly<Record<number, () => void>> = {
    0x80: () => void take(1),
    0x28: () => void stack.push(MARK),
    0x63: () => void stack.push(new Name(`${line()} ${line()}`)),
    0x71: () => remember(view.getUint8(take(1))),
    0x72: () => remember(view.getUint32(take(4), true)),
    0x68: () => recall(view.getUint8(take(1))),
    0x6a: () => recall(view.getUint32(take(4), true)),
    0x58: () => void stack.push(text(view.getUint32(take(4), true))),
    0x4a: () => void stack.push(view.getInt32(take(4), true)),
    0x4b: () => void stack.push(view.getUint8(take(1))),
    0x4d: () => void stack.push(view.getUint16(take(2), true)),
    0x8a: () => void stack.push(long(view.getUint8(take(1)))),
    0x47: () => void stack.push(view.getFloat64(take(8))),
    0x4e: () => void stack.push(null),
    0x88: () => void stack.push(true),
    0x89: () => void stack.push(false),
    0x29: () => void stack.push([]),
    0x5d: () => void stack.push([]),
    0x7d: () => void stack.push(new Map()),
    0x74: () => void stack.push(popMarked()),
    0x85: () => void stack.push([pop()]),
    0x86: () => void stack.push([pop(), pop()].reverse()),
    0x87: () => void stack.push([pop(), pop(), pop()].reverse()),
    0x61: () => {
      const value = pop();
      top(Array.isArray).push(value);
    },
    0x65: () => {
      const values = popMarked();
      top(Array.isArray).push(...values);
    },
    0x73: () => put([pop(), pop()].reverse()),
    0x75: () => put(popMarked()),
    0x51: () => {
      const about = pop();
      stack.push(new Call('persistent', Array.isArray(about) ? about : [about]));
    },
    0x52: () => {
      const [args, called] = [pop(), pop()];
      if (!Array.isArray(args) || !(called instanceof Name)) throw new Error(DAMAGED);
      stack.push(
        called.name === 'collections OrderedDict' && args.length === 0 ? new Map() : new Call(called.name, args),
      );
    },
  };
  const STOP = 0x2e;
  for (;;) {
    const code = view.getUint8(take(1));
    if (code === STOP) return pop();
    const operation = operations[code];
    if (!operation)
      throw new Error(
        `It is more than tensors: this page does not know the step 0x${code.toString(16)} of its pickle. Save the tensor alone: torch.save(latent.detach().cpu().clone(), "latent.pt").`,
      );
    operation();
  }
}

const DAMAGED = 'Its pickle is damaged. Save it again with torch.save().';
