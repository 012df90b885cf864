// latent = (z - shift) * scale with those of its channel, where z is the mean, or mean + factor * exp(logvar / 2) *
// noise(seed, index): a thread makes one value. A dispatch takes up to CHANNELS channels, so that their factors fit the
// parameters.
// noise.wgsl comes before it.
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
    value += params.factor * exp(0.5 * logvar[params.logvarSkip + index]) * noise(params.seed, index);
  }
  latent[index] = (value - units.y) * units.x;
}
