import { closeSync, openSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Two ONNX files as large as the parameters of a real autoencoder: 168 and 335 MB in float32. Few operators, many weights, so that they
 * measure how large files are kept and handed over, and still run on a CPU. Weights are seeded.
 */
const WIDTH = 2048;
const CELL = 8;
const LATENT = 4;
/** Convolutions of WIDTH to WIDTH, 16.8 MB each. */
const LAYERS = { encoder: 10, decoder: 20 };

/** @param {number} value */
function varint(value) {
  const bytes = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    bytes.push(rest >= 128 ? (rest % 128) + 128 : rest);
    if (rest < 128) return Buffer.from(bytes);
  }
}
/** @param {number} number @param {...(string | Buffer)} parts */
const field = (number, ...parts) => {
  const content = Buffer.concat(parts.map((part) => Buffer.from(/** @type {any} */ (part))));
  return Buffer.concat([varint(number * 8 + 2), varint(content.length), content]);
};
/** @param {number} number @param {number} value */
const whole = (number, value) => Buffer.concat([varint(number * 8), varint(value)]);
/** @param {string} name @param {number} value */
const setting = (name, value) => field(5, field(1, name), whole(3, value), whole(20, 2));
/** @param {string} name @param {number[]} values */
const settings = (name, values) => field(5, field(1, name), ...values.map((value) => whole(8, value)), whole(20, 7));
/** @param {string} operator @param {string[]} inputs @param {string} output @param {...Buffer} attributes */
const node = (operator, inputs, output, ...attributes) =>
  field(1, ...inputs.map((name) => field(1, name)), field(2, output), field(4, operator), ...attributes);
/** @param {number} number @param {string} name @param {(number | string)[]} sizes */
const value = (number, name, sizes) =>
  field(
    number,
    field(1, name),
    field(
      2,
      field(
        1,
        whole(1, 1),
        field(2, ...sizes.map((size) => field(1, typeof size === 'number' ? whole(1, size) : field(2, size)))),
      ),
    ),
  );

/** Values of one layer over and over, as large as random weights would be. @param {number} inputs */
function seededValues(inputs) {
  const values = new Float32Array(WIDTH * WIDTH);
  let state = 12345;
  for (let i = 0; i < values.length; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    values[i] = (state / 2 ** 31 - 1) * Math.sqrt(3 / inputs);
  }
  return Buffer.from(values.buffer);
}

/**
 * Writes one network. The pieces before and after the weights of each layer are small; the weights go to the disk as they are.
 * @param {string} path @param {'encoder' | 'decoder'} part
 */
function writeNetwork(path, part) {
  const isEncoder = part === 'encoder';
  const [into, out] = isEncoder ? [3, 2 * LATENT] : [LATENT, 3 * CELL * CELL];
  const side = isEncoder ? CELL : 1;
  const layers = [
    { inputs: into * side * side, sizes: [WIDTH, into, side, side], stride: side },
    ...Array.from({ length: LAYERS[part] }, () => ({ inputs: WIDTH, sizes: [WIDTH, WIDTH, 1, 1], stride: 1 })),
    { inputs: WIDTH, sizes: [out, WIDTH, 1, 1], stride: 1 },
  ];
  const [input, output] = isEncoder ? ['sample', 'latent_parameters'] : ['latent_sample', 'sample'];
  const nodes = layers.map(({ sizes: [, , kernel = 1], stride }, index) => {
    const isLast = index === layers.length - 1;
    return node(
      'Conv',
      [index === 0 ? input : `v${index}`, `w${index}`],
      isLast && isEncoder ? output : `v${index + 1}`,
      settings('kernel_shape', [kernel, kernel]),
      settings('strides', [stride, stride]),
    );
  });
  if (!isEncoder) nodes.push(node('DepthToSpace', [`v${layers.length}`], output, setting('blocksize', CELL)));
  const ends = isEncoder
    ? [value(11, input, [1, 3, 'h', 'w']), value(12, output, [1, out, 'h8', 'w8'])]
    : [value(11, input, [1, LATENT, 'h8', 'w8']), value(12, output, [1, 3, 'h', 'w'])];
  const tensors = layers.map(({ sizes, inputs }, index) => {
    const bytes = 4 * sizes.reduce((product, size) => product * size, 1);
    const start = Buffer.concat([
      ...sizes.map((size) => whole(1, size)),
      whole(2, 1),
      field(8, `w${index}`),
      varint(9 * 8 + 2),
      varint(bytes),
    ]);
    return { inputs, bytes, head: Buffer.concat([varint(5 * 8 + 2), varint(start.length + bytes), start]) };
  });
  const around = [...nodes, field(2, part), ...ends];
  const length =
    around.reduce((sum, each) => sum + each.length, 0) +
    tensors.reduce((sum, { head, bytes }) => sum + head.length + bytes, 0);
  const file = openSync(path, 'w');
  const write = (/** @type {Buffer} */ bytes) => void writeSync(file, bytes);
  write(Buffer.concat([whole(1, 8), varint(7 * 8 + 2), varint(length), ...around]));
  for (const { head, bytes, inputs } of tensors) {
    write(head);
    write(seededValues(inputs).subarray(0, bytes));
  }
  write(field(8, whole(2, 17)));
  closeSync(file);
  return statSync(path).size;
}

/** @param {string} folder @returns paths and sizes of both files */
export function writeLargeModel(folder) {
  return /** @type {const} */ (['encoder', 'decoder']).map((part) => {
    const path = join(folder, `${part}.onnx`);
    return { path, bytes: writeNetwork(path, part) };
  });
}
