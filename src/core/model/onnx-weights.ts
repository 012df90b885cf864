import { field, fieldHead, fieldsOf, joined, wholeField, wholesIn, type Field } from '../files/protobuf';

/**
 * Where the weights of an ONNX graph lie: within it, or in files beside it. Files that come together become one, and the
 * runtime gets the large tensors of a large file apart from the graph, since it would copy what lies within several times.
 */

/** A graph for the runtime. */
export interface ApartGraph {
  readonly content: Uint8Array<ArrayBuffer>;
  /** The bytes that the graph asks for by the name WEIGHTS; null where all are in the graph itself. */
  readonly weights: Uint8Array<ArrayBuffer> | null;
}

export const WEIGHTS = 'weights';

const GRAPH = 7;
const STORED = 5;
const TENSOR = { sizes: 1, type: 2, raw: 9, beside: 13, location: 14 } as const;
const EXTERNAL = 1;
/** Smaller tensors may be sizes, which the runtime reads while it plans. */
const LARGE = 4096;
/** Of smaller files a copy more does not matter. */
const WORTH = 2 ** 24;
/** Bytes of a value by its type; others have 4. */
const BYTES: Readonly<Record<number, number>> = {
  2: 1,
  3: 1,
  4: 2,
  5: 2,
  7: 8,
  9: 1,
  10: 2,
  11: 8,
  16: 2,
  21: 0.5,
  22: 0.5,
};
const utf8 = new TextDecoder();

/**
 * The graph without its large tensors; these are views of the very bytes that were given, and nothing of them is copied.
 * @param worth bytes from which on a file is taken apart
 * @throws Error where it is no ONNX file
 */
export function weightsApart(content: Uint8Array<ArrayBuffer>, worth = WORTH): ApartGraph {
  if (content.length < worth) return { content, weights: null };
  const graph = ofGraph(content, ({ number, bytes, whole }) => {
    const fields = number === STORED ? [...fieldsOf(bytes)] : [];
    const raw = fields.find((part) => part.number === TENSOR.raw)?.bytes;
    if (!raw || raw.length < LARGE) return [whole];
    const place = { location: WEIGHTS, offset: raw.byteOffset - content.byteOffset, length: raw.length };
    return [
      field(
        STORED,
        ...fields.filter((part) => part.number !== TENSOR.raw).map((part) => part.whole),
        ...Object.entries(place).map(([key, value]) => field(TENSOR.beside, field(1, key), field(2, String(value)))),
        wholeField(TENSOR.location, EXTERNAL),
      ),
    ];
  });
  return { content: joined(graph), weights: content };
}

/** Names of the files that have weights of a graph, with the bytes that each must have at least. @throws as weightsApart() */
export function besidesOf(content: Uint8Array): ReadonlyMap<string, number> {
  const needed = new Map<string, number>();
  ofGraph(content, ({ number, bytes }) => {
    const place = number === STORED ? placeOf(bytes) : null;
    if (place) needed.set(place.location, Math.max(needed.get(place.location) ?? 0, place.offset + place.length));
    return [];
  });
  return needed;
}

/**
 * One ONNX file of a graph and the files beside it. Nothing of these is read here.
 * @param besides by the names that besidesOf() gives, each long enough
 */
export function withWeights(content: Uint8Array<ArrayBuffer>, besides: ReadonlyMap<string, Blob>): Blob {
  const parts = ofGraph<Uint8Array | Blob>(content, ({ number, bytes, whole }) => {
    const place = number === STORED ? placeOf(bytes) : null;
    const file = place && besides.get(place.location);
    if (!file) return [whole];
    const kept = [...fieldsOf(bytes)].filter(
      (part) => part.number !== TENSOR.beside && part.number !== TENSOR.location,
    );
    const raw = file.slice(place.offset, place.offset + place.length);
    return message(STORED, [...kept.map((part) => part.whole), ...message(TENSOR.raw, [raw])]);
  });
  return new Blob(parts as BlobPart[]);
}

/** The parts of a file, with others in the place of those of its graph. */
function ofGraph<Part extends Uint8Array | Blob>(
  content: Uint8Array,
  change: (part: Field) => readonly Part[],
): (Part | Uint8Array)[] {
  return [...fieldsOf(content)].flatMap(({ number, bytes, whole }) =>
    number === GRAPH ? message(GRAPH, [...fieldsOf(bytes)].flatMap(change)) : [whole],
  );
}

/** A field that is not put together yet. */
function message<Part extends Uint8Array | Blob>(number: number, parts: readonly Part[]): (Part | Uint8Array)[] {
  const bytes = parts.reduce((sum, part) => sum + (part instanceof Blob ? part.size : part.length), 0);
  return [fieldHead(number, bytes), ...parts];
}

/** Where a tensor lies beside its graph; null for one that lies within. */
function placeOf(tensor: Uint8Array): { location: string; offset: number; length: number } | null {
  const said = new Map<string, string>();
  let [values, width] = [1, 4];
  for (const part of fieldsOf(tensor)) {
    if (part.number === TENSOR.sizes) values = wholesIn(part).reduce((product, size) => product * size, values);
    else if (part.number === TENSOR.type) width = BYTES[part.value] ?? width;
    else if (part.number === TENSOR.beside) {
      const texts = new Map([...fieldsOf(part.bytes)].map(({ number, bytes }) => [number, utf8.decode(bytes)]));
      said.set(texts.get(1) ?? '', texts.get(2) ?? '');
    }
  }
  const location = said.get('location');
  if (location === undefined) return null;
  const length = said.get('length');
  return {
    location,
    offset: Number(said.get('offset') ?? 0),
    length: length === undefined ? Math.ceil(values * width) : Number(length),
  };
}
