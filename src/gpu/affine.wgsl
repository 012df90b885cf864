// values = gain * values + offset of their channel, in place: a thread changes one value. What is not finite stays so. A
// dispatch takes up to CHANNELS channels, so that their factors fit the parameters.
// Dispatch: linear, ceil(count / THREADS) workgroups in one or two dimensions.

struct Params {
  first: u32,                     // first value of this dispatch
  count: u32,                     // how many it takes
  each: u32,                      // values in a channel; all of them where one factor holds for all
  factors: array<vec4f, 16>,      // gain, offset
}

@group(0) @binding(0) var<uniform> params: Params;
@group(1) @binding(0) var<storage, read_write> values: array<f32>;

override THREADS: u32;

@compute @workgroup_size(THREADS)
fn affine(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let index = (group.y * groups.x + group.x) * THREADS + local;
  if (index >= params.count) { return; }
  let factors = params.factors[index / params.each];
  let at = params.first + index;
  values[at] = factors.x * values[at] + factors.y;
}
