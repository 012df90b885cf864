// Three Haar levels of the planar image [1,3,height,width] in one dispatch: every value is read once, every
// coefficient written once. A thread takes a 4x4 patch, which is four blocks of level 1 and one of level 2, so that
// neighbours load and store neighbouring vec4f, vec2f and f32. Four patches make an 8x8 tile; their averages meet in
// shared memory for level 3. Tiles are independent: no halo.
// Bands hold averages over 2^l x 2^l pixels, so each level is the sums and differences of four averages / 4.
// Dispatch: ceil(width / 4 / COLUMNS) x ceil(height / 4 / ROWS) x 3 colours.

struct Params {
  width: u32,    // multiples of 8
  height: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(1) @binding(0) var<storage, read> image: array<vec4f>;
@group(1) @binding(1) var<storage, read_write> bands1: array<vec2f>;
@group(1) @binding(2) var<storage, read_write> bands2: array<f32>;
@group(1) @binding(3) var<storage, read_write> bands3: array<f32>;

// Both even.
override COLUMNS: u32;
override ROWS: u32;
override PATCHES: u32 = COLUMNS * ROWS;

var<workgroup> wgAverages: array<f32, PATCHES>;

/// A, H, V, D of the block [[a, b], [c, d]] of averages.
fn haar(a: f32, b: f32, c: f32, d: f32) -> vec4f {
  return 0.25 * vec4f(a + b + c + d, a + b - c - d, a - b + c - d, a - b - c + d);
}

/// Level 1 of two rows of four pixels: the two blocks side by side, as columns A, H, V, D.
fn haarRows(upper: vec4f, lower: vec4f) -> mat4x2f {
  let sum = upper + lower;
  let difference = upper - lower;
  return 0.25 * mat4x2f(
    sum.xz + sum.yw, difference.xz + difference.yw, sum.xz - sum.yw, difference.xz - difference.yw);
}

@compute @workgroup_size(COLUMNS, ROWS)
fn haarForward(
  @builtin(global_invocation_id) id: vec3u,
  @builtin(workgroup_id) group: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let colour = id.z;
  let across = params.width / 4;
  let down = params.height / 4;
  if (id.x < across && id.y < down) {
    let start = (colour * params.height + 4 * id.y) * across + id.x;
    let top = haarRows(image[start], image[start + across]);
    let bottom = haarRows(image[start + 2 * across], image[start + 3 * across]);
    let second = haar(top[0].x, top[0].y, bottom[0].x, bottom[0].y);
    for (var orientation = 0u; orientation < 4u; orientation++) {
      let channel = orientation * 3 + colour;
      let first = (channel * 2 * down + 2 * id.y) * across + id.x;
      bands1[first] = top[orientation];
      bands1[first + across] = bottom[orientation];
      bands2[(channel * down + id.y) * across + id.x] = second[orientation];
    }
    wgAverages[local] = second.x;
  }
  workgroupBarrier();

  // The first quarter of the threads makes level 3, one tile each, so that stores are neighbours again.
  if (local >= PATCHES / 4) { return; }
  let place = vec2u(local % (COLUMNS / 2), local / (COLUMNS / 2));
  let tile = group.xy * vec2u(COLUMNS, ROWS) / 2 + place;
  if (tile.x >= across / 2 || tile.y >= down / 2) { return; }
  let at = 2 * place.y * COLUMNS + 2 * place.x;
  let third = haar(wgAverages[at], wgAverages[at + 1], wgAverages[at + COLUMNS], wgAverages[at + COLUMNS + 1]);
  for (var orientation = 0u; orientation < 4u; orientation++) {
    let row = (orientation * 3 + colour) * (down / 2) + tile.y;
    bands3[row * (across / 2) + tile.x] = third[orientation];
  }
}
