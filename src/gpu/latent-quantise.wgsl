// Uniform quantisation of each channel of a latent between its smallest and its largest value, in place
// (src/core/math/quantise.ts). The ends come from the partials of channel-stats.wgsl. A workgroup takes THREADS * ITEMS
// values of one channel.
// Dispatch: linear, channels * chunks workgroups in one or two dimensions.

struct Params {
  count: u32,      // values in a channel
  channels: u32,
  chunks: u32,     // workgroups of a channel, here and in the partials
  last: f32,       // the largest code, 2^bits - 1
}

@group(0) @binding(0) var<uniform> params: Params;
@group(1) @binding(0) var<storage, read> partials: array<f32>;
@group(1) @binding(1) var<storage, read_write> edited: array<f32>;

override THREADS: u32;
override ITEMS: u32;
override WORDS: u32;   // of a partial; min and max come first

var<workgroup> wgRange: array<vec2f, THREADS>;

/// By its bits: compilers may assume that comparisons see no NaN.
fn isFinite(value: f32) -> bool {
  return (bitcast<u32>(value) & 0x7f800000u) != 0x7f800000u;
}

@compute @workgroup_size(THREADS)
fn latentQuantise(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let number = group.y * groups.x + group.x;
  if (number >= params.channels * params.chunks) { return; }
  let channel = number / params.chunks;
  var range = vec2f(partials[channel * params.chunks * WORDS], partials[channel * params.chunks * WORDS + 1]);
  for (var chunk = local; chunk < params.chunks; chunk += THREADS) {
    let at = (channel * params.chunks + chunk) * WORDS;
    range = vec2f(min(range.x, partials[at]), max(range.y, partials[at + 1]));
  }
  wgRange[local] = range;
  workgroupBarrier();
  for (var thread = 0u; thread < THREADS; thread++) {
    range = vec2f(min(range.x, wgRange[thread].x), max(range.y, wgRange[thread].y));
  }
  let size = range.y - range.x;
  if (!(size > 0.0)) { return; }
  let scale = params.last / size;
  let stepSize = size / params.last;
  let begin = (number % params.chunks) * THREADS * ITEMS + local;
  let end = min(params.count, begin - local + THREADS * ITEMS);
  for (var i = channel * params.count + begin; i < channel * params.count + end; i += THREADS) {
    let value = edited[i];
    if (isFinite(value)) { edited[i] = range.x + round((value - range.x) * scale) * stepSize; }
  }
}
