// Normal noise from a counter, with the same bits as src/core/math/noise.ts; it stands before the shaders that use it.
// Logarithm and cosine are written out, because WGSL allows the built-in ones absolute errors (2^-21 and 2^-11) that
// would show in small deviates.

const HALF_PI = 1.5707963267948966;
const LN_2 = 0.6931471805599453;
const SQRT_2 = 1.4142135623730951;

fn pcg(value: u32) -> u32 {
  let state = value * 747796405u + 2891336453u;
  let word = ((state >> ((state >> 28u) + 4u)) ^ state) * 277803737u;
  return (word >> 22u) ^ word;
}

/// ln(k / 2^24) for 1 <= k <= 2^24, to a relative 1e-6: series of atanh around 1.
fn logOfFraction(k: u32) -> f32 {
  var exponent = i32(firstLeadingBit(k));
  var mantissa = f32(k) / f32(1u << u32(exponent));
  if (mantissa > SQRT_2) {
    mantissa *= 0.5;
    exponent += 1;
  }
  let s = (mantissa - 1.0) / (mantissa + 1.0);
  let q = s * s;
  let series = 1.0 + q * (1.0 / 3.0 + q * (1.0 / 5.0 + q * (1.0 / 7.0 + q / 9.0)));
  return f32(exponent - 24) * LN_2 + 2.0 * s * series;
}

/// cos(2 pi k / 2^24) to 1e-6: Taylor series within the quarter turn that the upper two bits name.
fn cosOfTurn(k: u32) -> f32 {
  let quarter = k >> 22u;
  let x = f32(k & 0x3fffffu) / 4194304.0 * HALF_PI;
  let q = x * x;
  let cosine = 1.0 + q * (-0.5 + q * (1.0 / 24.0 + q * (-1.0 / 720.0 + q * (1.0 / 40320.0
    + q * (-1.0 / 3628800.0 + q / 479001600.0)))));
  let sine = x * (1.0 + q * (-1.0 / 6.0 + q * (1.0 / 120.0 + q * (-1.0 / 5040.0 + q * (1.0 / 362880.0
    - q / 39916800.0)))));
  let value = select(cosine, sine, (quarter & 1u) == 1u);
  return select(value, -value, quarter == 1u || quarter == 2u);
}

/// Standard normal deviate number `index` of `seed`.
fn noise(seed: u32, index: u32) -> f32 {
  let key = pcg(seed);
  let a = pcg((2u * index) ^ key);
  let b = pcg((2u * index + 1u) ^ key);
  return sqrt(max(0.0, -2.0 * logOfFraction((a >> 8u) + 1u))) * cosOfTurn(b >> 8u);
}
