// Partial statistics of channels: a workgroup takes THREADS * ITEMS neighbouring values of one channel and writes
// 8 words: min, max, shift, sum of (x - shift), sum of (x - shift)^2, number of values that are not finite, 0, 0.
// The shift is the first value of the workgroup, so that means far from zero cancel nothing; no sum has more
// than 64 terms. Scripts combine the partials in float64. One barrier: software adapters pay for every one.
// Dispatch: linear, channels * chunks workgroups in one or two dimensions.

struct Params {
  count: u32,      // values in a channel
  channels: u32,
  chunks: u32,     // workgroups of a channel
  skip: u32,       // values before the tensor in its binding
  start: u32,      // word in results of the first partial
}

@group(0) @binding(0) var<uniform> params: Params;
@group(1) @binding(0) var<storage, read> values: array<f32>;
@group(1) @binding(1) var<storage, read_write> results: array<u32>;

override THREADS: u32;
override ITEMS: u32;

const WORDS = 8u;
const LARGEST = 3.4028234e38;

var<workgroup> wgRange: array<vec2f, THREADS>;   // min, max
var<workgroup> wgSums: array<vec2f, THREADS>;    // shifted sum, shifted sum of squares
var<workgroup> wgBad: array<u32, THREADS>;

/// By its bits: compilers may assume that comparisons see no NaN.
fn isFinite(value: f32) -> bool {
  return (bitcast<u32>(value) & 0x7f800000u) != 0x7f800000u;
}

@compute @workgroup_size(THREADS)
fn channelStats(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let number = group.y * groups.x + group.x;
  if (number >= params.channels * params.chunks) { return; }
  let channel = number / params.chunks;
  let begin = (number % params.chunks) * THREADS * ITEMS;
  let base = params.skip + channel * params.count;
  let head = values[base + begin];
  let shift = select(0.0, head, isFinite(head));

  var range = vec2f(LARGEST, -LARGEST);
  var sums = vec2f(0.0);
  var bad = 0u;
  for (var item = 0u; item < ITEMS; item++) {
    let index = begin + item * THREADS + local;
    if (index >= params.count) { break; }
    let value = values[base + index];
    if (isFinite(value)) {
      range = vec2f(min(range.x, value), max(range.y, value));
      let distance = value - shift;
      sums += vec2f(distance, distance * distance);
    } else {
      bad += 1;
    }
  }
  wgRange[local] = range;
  wgSums[local] = sums;
  wgBad[local] = bad;
  workgroupBarrier();
  if (local > 0) { return; }
  for (var thread = 1u; thread < THREADS; thread++) {
    range = vec2f(min(range.x, wgRange[thread].x), max(range.y, wgRange[thread].y));
    sums += wgSums[thread];
    bad += wgBad[thread];
  }
  let to = params.start + number * WORDS;
  results[to] = bitcast<u32>(range.x);
  results[to + 1] = bitcast<u32>(range.y);
  results[to + 2] = bitcast<u32>(shift);
  results[to + 3] = bitcast<u32>(sums.x);
  results[to + 4] = bitcast<u32>(sums.y);
  results[to + 5] = bad;
  results[to + 6] = 0;
  results[to + 7] = 0;
}
