// keep * z + add * noise on a latent, in place (src/core/math/latent-noise.ts). Where `deviations` is 1, the noise of a
// channel is in standard deviations of its values, from the partials of channel-stats.wgsl. A workgroup takes
// THREADS * ITEMS values of one channel. noise.wgsl comes before it.
// Dispatch: linear, channels * chunks workgroups in one or two dimensions.

struct Params {
  count: u32,        // values in a channel
  channels: u32,
  chunks: u32,       // workgroups of a channel, here and in the partials
  first: u32,        // number of the noise of value 0
  seed: u32,
  keep: f32,
  add: f32,
  deviations: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(1) @binding(0) var<storage, read> partials: array<u32>;
@group(1) @binding(1) var<storage, read_write> edited: array<f32>;

override THREADS: u32;
override ITEMS: u32;
override WORDS: u32;   // of a partial: min, max, shift, sum, squares, not finite

/// The standard deviation of a channel, by Chan's rule.
fn deviation(channel: u32) -> f32 {
  var total = 0.0;
  var mean = 0.0;
  var squares = 0.0;
  for (var chunk = 0u; chunk < params.chunks; chunk++) {
    let at = (channel * params.chunks + chunk) * WORDS;
    let size = min(THREADS * ITEMS, params.count - chunk * THREADS * ITEMS) - partials[at + 5];
    if (size == 0) { continue; }
    let own = f32(size);
    let sum = bitcast<f32>(partials[at + 3]);
    let distance = bitcast<f32>(partials[at + 2]) + sum / own - mean;
    let joined = total + own;
    squares += max(0.0, bitcast<f32>(partials[at + 4]) - sum * sum / own) + distance * distance * (total * own / joined);
    mean += distance * own / joined;
    total = joined;
  }
  return sqrt(squares / max(1.0, total));
}

@compute @workgroup_size(THREADS)
fn latentNoise(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let number = group.y * groups.x + group.x;
  if (number >= params.channels * params.chunks) { return; }
  let channel = number / params.chunks;
  var unit = params.add;
  if (params.deviations == 1) { unit *= deviation(channel); }
  let begin = (number % params.chunks) * THREADS * ITEMS;
  let end = channel * params.count + min(params.count, begin + THREADS * ITEMS);
  for (var i = channel * params.count + begin + local; i < end; i += THREADS) {
    edited[i] = params.keep * edited[i] + unit * noise(params.seed, params.first + i);
  }
}
