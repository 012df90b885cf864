// Pokes of a latent, in place: every value gets the amounts of the pokes that cover it. A dispatch takes up to 12 pokes,
// so that they fit the parameters.
// Dispatch: linear, ceil(count / THREADS) workgroups in one or two dimensions.

struct Params {
  count: u32,                     // values of the latent
  cells: u32,                     // values in a channel
  width: u32,                     // cells in a row
  pokes: u32,                     // how many there are
  table: array<vec4f, 24>,        // two for each: x, y, width, height; channel (-1: all), amount
}

@group(0) @binding(0) var<uniform> params: Params;
@group(1) @binding(0) var<storage, read_write> edited: array<f32>;

override THREADS: u32;

@compute @workgroup_size(THREADS)
fn latentPoke(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let index = (group.y * groups.x + group.x) * THREADS + local;
  if (index >= params.count) { return; }
  let channel = f32(index / params.cells);
  let cell = index % params.cells;
  let place = vec2f(f32(cell % params.width), f32(cell / params.width));
  var value = edited[index];
  for (var i = 0u; i < params.pokes; i++) {
    let box = params.table[2 * i];
    let what = params.table[2 * i + 1];
    let inside = all(place >= box.xy) && all(place < box.xy + box.zw);
    if (inside && (what.x < 0.0 || what.x == channel)) { value += what.y; }
  }
  edited[index] = value;
}
