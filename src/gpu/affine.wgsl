// values = gain * values + offset, in place: a thread changes one value. What is not finite stays so.
// Dispatch: linear, ceil(count / THREADS) workgroups in one or two dimensions.

struct Params {
  count: u32,
  gain: f32,
  offset: f32,
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
  values[index] = params.gain * values[index] + params.offset;
}
