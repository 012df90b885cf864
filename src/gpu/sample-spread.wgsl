// Samples of one picture [1,3,h,w], added up one after another, and how far each pixel spreads over them. A thread of
// 'add' takes a value, one of 'spread' a pixel. Dispatch: linear, ceil(values / THREADS) workgroups.

struct Params {
  plane: u32,   // pixels
  count: u32,   // samples that were added before
}

@group(0) @binding(0) var<uniform> params: Params;
@group(1) @binding(0) var<storage, read> sample: array<f32>;
// The first sample, then sums of the differences from it, then sums of their squares: three pictures.
@group(1) @binding(1) var<storage, read_write> sums: array<f32>;
@group(1) @binding(2) var<storage, read_write> deviation: array<f32>;

override THREADS: u32;

@compute @workgroup_size(THREADS)
fn add(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let at = (group.y * groups.x + group.x) * THREADS + local;
  let values = 3u * params.plane;
  if (at >= values) { return; }
  if (params.count == 0u) {
    sums[at] = sample[at];
    sums[values + at] = 0.0;
    sums[2u * values + at] = 0.0;
    return;
  }
  let difference = sample[at] - sums[at];
  sums[values + at] += difference;
  sums[2u * values + at] += difference * difference;
}

@compute @workgroup_size(THREADS)
fn spread(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let at = (group.y * groups.x + group.x) * THREADS + local;
  if (at >= params.plane) { return; }
  let values = 3u * params.plane;
  let count = f32(params.count);
  var variance = 0.0;
  for (var place = at; place < values; place += params.plane) {
    let mean = sums[values + place] / count;
    variance += sums[2u * values + place] / count - mean * mean;
  }
  deviation[at] = sqrt(max(0.0, variance / 3.0));
}
