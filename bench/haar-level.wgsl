// One Haar level, for the version with a dispatch a level: three planes of width x height (the picture, or the A channels
// of the level before) to 12 channels at half the size. A thread takes two blocks side by side, so that it loads vec4f
// and stores vec2f. Values are averages, so that every level is sums and differences of four of them / 4.
// Dispatch: ceil(width / 4 / COLUMNS) x ceil(height / 2 / ROWS) x 3 colours.

struct Params {
  width: u32,    // a multiple of 4
  height: u32,   // even
}

@group(0) @binding(0) var<uniform> params: Params;
@group(1) @binding(0) var<storage, read> planes: array<vec4f>;
@group(1) @binding(1) var<storage, read_write> bands: array<vec2f>;

override COLUMNS: u32;
override ROWS: u32;

@compute @workgroup_size(COLUMNS, ROWS)
fn haarLevel(@builtin(global_invocation_id) id: vec3u) {
  let across = params.width / 4;
  let down = params.height / 2;
  if (id.x >= across || id.y >= down) { return; }
  let start = (id.z * params.height + 2 * id.y) * across + id.x;
  let upper = planes[start];
  let lower = planes[start + across];
  let sum = upper + lower;
  let difference = upper - lower;
  let place = id.y * across + id.x;
  let plane = down * across;
  bands[id.z * plane + place] = 0.25 * (sum.xz + sum.yw);
  bands[(3 + id.z) * plane + place] = 0.25 * (difference.xz + difference.yw);
  bands[(6 + id.z) * plane + place] = 0.25 * (sum.xz - sum.yw);
  bands[(9 + id.z) * plane + place] = 0.25 * (difference.xz - difference.yw);
}
