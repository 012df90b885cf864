// Blending factors along the great circle through two latents a and b (src/core/math/latent-edits.ts, mixFactors).
// latentDots: a workgroup takes THREADS * ITEMS values and writes a.b, a.a and b.b of them into sums[1 + number].
// latentFactors: one workgroup adds these up and writes the factors into sums[0].xy.
// Arc cosine and sine are written out, because WGSL allows the built-in ones errors that would show.
// Dispatch: latentDots linear, `chunks` workgroups in one or two dimensions; latentFactors 1.

struct Params {
  count: u32,        // values of a latent
  chunks: u32,       // workgroups of latentDots
  firstSkip: u32,    // values before the tensor in its binding
  secondSkip: u32,
  amount: f32,       // share of b
}

@group(0) @binding(0) var<uniform> params: Params;
@group(1) @binding(0) var<storage, read_write> sums: array<vec4f>;
@group(1) @binding(1) var<storage, read> first: array<f32>;
@group(1) @binding(2) var<storage, read> second: array<f32>;

override THREADS: u32;
override ITEMS: u32;

const PI = 3.141592653589793;
const MOST_PARALLEL = 0.9995;

var<workgroup> wgSums: array<vec3f, THREADS>;

/// The sum over all threads; only thread 0 may use it.
fn sumOfThreads(own: vec3f, local: u32) -> vec3f {
  wgSums[local] = own;
  workgroupBarrier();
  var total = own;
  if (local == 0) {
    for (var thread = 1u; thread < THREADS; thread++) { total += wgSums[thread]; }
  }
  return total;
}

@compute @workgroup_size(THREADS)
fn latentDots(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let number = group.y * groups.x + group.x;
  if (number >= params.chunks) { return; }
  let begin = number * THREADS * ITEMS + local;
  let end = min(params.count, (number + 1) * THREADS * ITEMS);
  var own = vec3f(0.0);
  for (var i = begin; i < end; i += THREADS) {
    let a = first[params.firstSkip + i];
    let b = second[params.secondSkip + i];
    own += vec3f(a * b, a * a, b * b);
  }
  let total = sumOfThreads(own, local);
  if (local == 0) { sums[1 + number] = vec4f(total, 0.0); }
}

/// To 2e-8 for 0 <= x <= 1: Abramowitz and Stegun 4.4.46.
fn arcCosineOfPositive(x: f32) -> f32 {
  let series = 1.5707963050 + x * (-0.2145988016 + x * (0.0889789874 + x * (-0.0501743046
    + x * (0.0308918810 + x * (-0.0170881256 + x * (0.0066700901 - x * 0.0012624911))))));
  return sqrt(1.0 - x) * series;
}

/// For 0 <= angle <= pi, to 1e-7: Taylor series within the first quarter turn.
fn sine(angle: f32) -> f32 {
  let x = min(angle, PI - angle);
  let q = x * x;
  return x * (1.0 + q * (-1.0 / 6.0 + q * (1.0 / 120.0 + q * (-1.0 / 5040.0 + q * (1.0 / 362880.0
    - q / 39916800.0)))));
}

@compute @workgroup_size(THREADS)
fn latentFactors(@builtin(local_invocation_index) local: u32) {
  var own = vec3f(0.0);
  for (var i = local; i < params.chunks; i += THREADS) { own += sums[1 + i].xyz; }
  let total = sumOfThreads(own, local);
  if (local > 0) { return; }
  var factors = vec2f(1.0 - params.amount, params.amount);
  let norms = sqrt(total.y) * sqrt(total.z);
  let cosine = total.x / norms;
  if (norms > 0.0 && abs(cosine) <= MOST_PARALLEL) {
    let sharp = arcCosineOfPositive(abs(cosine));
    let angle = select(sharp, PI - sharp, cosine < 0.0);
    factors = vec2f(sine(factors.x * angle), sine(factors.y * angle)) / sine(angle);
  }
  sums[0] = vec4f(factors, 0.0, 0.0);
}
