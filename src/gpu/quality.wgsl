// Exact whole sums of the differences of two pictures as 8-bit values: a workgroup takes THREADS * ITEMS values and
// writes 4 words: sum of squares, sum of absolutes, maximum, 0. 64 * 64 * 255^2 is below 2^32.
// One barrier and a short loop instead of a tree: software adapters pay for every barrier.
// Dispatch: linear, ceil(count / THREADS / ITEMS) workgroups in one or two dimensions.

struct Params {
  count: u32,   // values in each picture
  start: u32,   // word in results of the first partial
}

@group(0) @binding(0) var<uniform> params: Params;
@group(1) @binding(0) var<storage, read> first: array<f32>;
@group(1) @binding(1) var<storage, read> second: array<f32>;
@group(1) @binding(2) var<storage, read_write> results: array<u32>;

override THREADS: u32;
override ITEMS: u32;

const WORDS = 4u;

var<workgroup> wgSums: array<vec3u, THREADS>;   // squares, absolutes, maximum

/// Nearest of 0..255, halves up, as toByte in src/core/math/planar.ts.
fn toByte(value: f32) -> i32 {
  return i32(clamp(floor(value * 127.5 + 128.0), 0.0, 255.0));
}

@compute @workgroup_size(THREADS)
fn quality(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let number = group.y * groups.x + group.x;
  let begin = number * THREADS * ITEMS;
  if (begin >= params.count) { return; }
  var sums = vec3u(0);
  for (var item = 0u; item < ITEMS; item++) {
    let index = begin + item * THREADS + local;
    if (index >= params.count) { break; }
    let difference = u32(abs(toByte(first[index]) - toByte(second[index])));
    sums = vec3u(sums.xy + vec2u(difference * difference, difference), max(sums.z, difference));
  }
  wgSums[local] = sums;
  workgroupBarrier();
  if (local > 0) { return; }
  for (var thread = 1u; thread < THREADS; thread++) {
    let other = wgSums[thread];
    sums = vec3u(sums.xy + other.xy, max(sums.z, other.z));
  }
  let to = params.start + number * WORDS;
  results[to] = sums.x;
  results[to + 1] = sums.y;
  results[to + 2] = sums.z;
  results[to + 3] = 0;
}
