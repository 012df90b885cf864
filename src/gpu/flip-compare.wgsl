// The FLIP map of two pictures from what flip.wgsl made of each.
// Dispatch: linear, ceil(count / THREADS) workgroups in one or two dimensions; a thread a pixel.

struct Params {
  count: u32,       // pixels
  largest: f32,     // colour error of pure green against pure blue, after its exponent
}

@group(0) @binding(0) var<uniform> params: Params;
@group(1) @binding(0) var<storage, read> perceived: array<vec4f>;
@group(1) @binding(1) var<storage, read> points: array<f32>;
@group(1) @binding(2) var<storage, read> otherPerceived: array<vec4f>;
@group(1) @binding(3) var<storage, read> otherPoints: array<f32>;
@group(1) @binding(4) var<storage, read_write> map: array<f32>;

override THREADS: u32;

// The constants are those of src/core/metrics/flip.ts.
const COLOUR_EXPONENT = 0.7;
const KNEE = 0.4;
const KNEE_VALUE = 0.95;
const SQRT_HALF = 0.70710678;

@compute @workgroup_size(THREADS)
fn flipCompare(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let at = (group.y * groups.x + group.x) * THREADS + local;
  if (at >= params.count) { return; }
  let apart = abs(perceived[at] - otherPerceived[at]);
  let distance = apart.x + length(apart.yz);
  let feature = sqrt(SQRT_HALF * max(apart.w, abs(points[at] - otherPoints[at])));
  map[at] = power(spread(power(distance, COLOUR_EXPONENT)), 1.0 - feature);
}

/// pow() says nothing of a base of 0.
fn power(base: f32, exponent: f32) -> f32 {
  return select(0.0, pow(base, exponent), base > 0.0);
}

/// Colour errors on 0..1: most of the range for those that pictures have.
fn spread(error: f32) -> f32 {
  let knee = KNEE * params.largest;
  if (error < knee) { return KNEE_VALUE / knee * error; }
  return KNEE_VALUE + (error - knee) / (params.largest - knee) * (1.0 - KNEE_VALUE);
}
