/** Types of floating-point numbers that files of tensors hold. */
export type FloatType = 'float16' | 'bfloat16' | 'float32' | 'float64';

export const FLOAT_BYTES: Readonly<Record<FloatType, number>> = { float16: 2, bfloat16: 2, float32: 4, float64: 8 };

/**
 * The values of `bytes` as float32. Those of float16, bfloat16 and float32 keep their bits; float64 is rounded to the nearest.
 * @param bytes whole values
 */
export function readFloats(bytes: Uint8Array, type: FloatType, littleEndian = true): Float32Array<ArrayBuffer> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const count = bytes.byteLength / FLOAT_BYTES[type];
  if (type === 'float64') return Float32Array.from({ length: count }, (_, i) => view.getFloat64(8 * i, littleEndian));
  // As whole numbers, since a NaN that passes through a number may lose its payload.
  const bits = new Uint32Array(count);
  for (let i = 0; i < count; i++) {
    if (type === 'float32') bits[i] = view.getUint32(4 * i, littleEndian);
    else if (type === 'bfloat16') bits[i] = view.getUint16(2 * i, littleEndian) << 16;
    else bits[i] = widened(view.getUint16(2 * i, littleEndian));
  }
  return new Float32Array(bits.buffer);
}

/** Bits of a float16 (IEEE 754, binary16) as those of the float32 with the same value. */
function widened(half: number): number {
  const sign = (half & 0x8000) << 16;
  const exponent = (half >> 10) & 0x1f;
  const fraction = half & 0x3ff;
  if (exponent === 31) return sign | 0x7f800000 | (fraction << 13);
  if (exponent > 0) return sign | ((exponent + 112) << 23) | (fraction << 13);
  if (fraction === 0) return sign;
  // A subnormal half is a normal float32: its highest bit becomes the implicit one.
  const shift = Math.clz32(fraction) - 21;
  return sign | ((113 - shift) << 23) | (((fraction << shift) & 0x3ff) << 13);
}

/** The bytes of float32 values, little endian. */
export function floatBytes(values: Float32Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}
