// Three Haar levels of the planar image [1,3,height,width] in one dispatch: every value is read once, every
// coefficient written once. A thread takes an 8x8 tile of one colour, which no other tile touches, so there is no
// halo, no shared memory and no barrier; averages go from level to level in registers. Threads side by side load
// neighbouring pairs of vec4f and store neighbouring vec4f, vec2f and f32, so that rows of tiles fill cache lines.
// Bands hold averages over 2^l x 2^l pixels, so each level is the sums and differences of four averages / 4.
// Dispatch: ceil(width / 8 / COLUMNS) x ceil(height / 8 / ROWS) x 3 colours.

struct Params {
  width: u32,    // multiples of 8
  height: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(1) @binding(0) var<storage, read> image: array<vec4f>;
@group(1) @binding(1) var<storage, read_write> bands1: array<vec4f>;
@group(1) @binding(2) var<storage, read_write> bands2: array<vec2f>;
@group(1) @binding(3) var<storage, read_write> bands3: array<f32>;

override COLUMNS: u32;
override ROWS: u32;

/// Where a thread works: tiles across and down the image, its own tile, and its colour.
struct Tile {
  grid: vec2u,
  at: vec2u,
  colour: u32,
}

/// Two rows of four averages to two blocks side by side: A, H, V, D as columns.
fn haarRows(upper: vec4f, lower: vec4f) -> mat4x2f {
  let sum = upper + lower;
  let difference = upper - lower;
  return 0.25 * mat4x2f(
    sum.xz + sum.yw, difference.xz + difference.yw, sum.xz - sum.yw, difference.xz - difference.yw);
}

/// Index of the tile's values in row `row` (0, 1, ...) of its part of a band; `rows` is how many a tile has.
fn place(tile: Tile, orientation: u32, row: u32, rows: u32) -> u32 {
  let channel = orientation * 3 + tile.colour;
  return ((channel * tile.grid.y + tile.at.y) * rows + row) * tile.grid.x + tile.at.x;
}

/// Level 1 of two rows of pixels of the tile, `pair` 0..3. Returns their four averages.
fn firstLevel(tile: Tile, pair: u32) -> vec4f {
  let stride = 2 * tile.grid.x;
  let upper = ((tile.colour * tile.grid.y + tile.at.y) * 8 + 2 * pair) * stride + 2 * tile.at.x;
  let lower = upper + stride;
  let left = haarRows(image[upper], image[lower]);
  let right = haarRows(image[upper + 1], image[lower + 1]);
  bands1[place(tile, 0, pair, 4)] = vec4f(left[0], right[0]);
  bands1[place(tile, 1, pair, 4)] = vec4f(left[1], right[1]);
  bands1[place(tile, 2, pair, 4)] = vec4f(left[2], right[2]);
  bands1[place(tile, 3, pair, 4)] = vec4f(left[3], right[3]);
  return vec4f(left[0], right[0]);
}

/// Levels 1 and 2 of the upper or lower half of the tile, `half` 0..1. Returns its two averages.
fn secondLevel(tile: Tile, half: u32) -> vec2f {
  let upper = firstLevel(tile, 2 * half);
  let lower = firstLevel(tile, 2 * half + 1);
  let blocks = haarRows(upper, lower);
  bands2[place(tile, 0, half, 2)] = blocks[0];
  bands2[place(tile, 1, half, 2)] = blocks[1];
  bands2[place(tile, 2, half, 2)] = blocks[2];
  bands2[place(tile, 3, half, 2)] = blocks[3];
  return blocks[0];
}

@compute @workgroup_size(COLUMNS, ROWS)
fn haarForward(@builtin(global_invocation_id) id: vec3u) {
  let tile = Tile(vec2u(params.width, params.height) / 8, id.xy, id.z);
  if (any(tile.at >= tile.grid)) { return; }
  let upper = secondLevel(tile, 0);
  let lower = secondLevel(tile, 1);
  let sum = upper + lower;
  let difference = upper - lower;
  bands3[place(tile, 0, 0, 1)] = 0.25 * (sum.x + sum.y);
  bands3[place(tile, 1, 0, 1)] = 0.25 * (difference.x + difference.y);
  bands3[place(tile, 2, 0, 1)] = 0.25 * (sum.x - sum.y);
  bands3[place(tile, 3, 0, 1)] = 0.25 * (difference.x - difference.y);
}
