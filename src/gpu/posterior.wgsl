// latent = (z - shift) * scale with those of its channel, where z is the mean, or mean + factor * exp(logvar / 2) *
// noise(seed, index): a thread makes one value. A dispatch takes up to CHANNELS channels, so that their factors fit the
// parameters.
// The noise has the same bits as src/core/math/noise.ts. Logarithm and cosine are written out, because WGSL allows the
// built-in ones absolute errors (2^-21 and 2^-11) that would show in small deviates.
// Dispatch: linear, ceil(count / THREADS) workgroups in one or two dimensions.

struct Params {
  first: u32,                     // first value of this dispatch
  count: u32,                     // how many it takes
  each: u32,                      // values in a channel; all of them where one scale holds for all
  meanSkip: u32,                  // values before the tensor in its binding
  logvarSkip: u32,
  factor: f32,                    // 0: the mean itself
  seed: u32,
  factors: array<vec4f, 16>,      // scale, shift
}

@group(0) @binding(0) var<uniform> params: Params;
@group(1) @binding(0) var<storage, read> mean: array<f32>;
@group(1) @binding(1) var<storage, read> logvar: array<f32>;
@group(1) @binding(2) var<storage, read_write> latent: array<f32>;

override THREADS: u32;

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

fn noise(index: u32) -> f32 {
  let key = pcg(params.seed);
  let a = pcg((2u * index) ^ key);
  let b = pcg((2u * index + 1u) ^ key);
  return sqrt(max(0.0, -2.0 * logOfFraction((a >> 8u) + 1u))) * cosOfTurn(b >> 8u);
}

@compute @workgroup_size(THREADS)
fn posterior(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let thread = (group.y * groups.x + group.x) * THREADS + local;
  if (thread >= params.count) { return; }
  let units = params.factors[thread / params.each];
  let index = params.first + thread;
  var value = mean[params.meanSkip + index];
  if (params.factor != 0.0) {
    value += params.factor * exp(0.5 * logvar[params.logvarSkip + index]) * noise(index);
  }
  latent[index] = (value - units.y) * units.x;
}
