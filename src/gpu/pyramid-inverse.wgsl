// A full pyramid to its picture [1,3,height,width] in one dispatch, cropped at the right and bottom and clamped to
// [-1, 1]. Reads A of level 3 and H, V, D of all levels, or only the first of them, largest scale first; the others
// count as zero. A thread makes two pixels of a column: it walks down from
// the tile's average through the two averages above its pixels, which costs ten loads that its neighbours share.
// Dispatch: ceil(width / COLUMNS) x ceil(height / 2 / ROWS) x 3 colours.

struct Params {
  paddedWidth: u32,     // multiples of 8
  paddedHeight: u32,
  width: u32,           // of the picture
  height: u32,
  bands: u32,           // how many are read, 1 to 10: A3, H3, V3, D3, H2, V2, D2, H1, V1, D1
}

@group(0) @binding(0) var<uniform> params: Params;
@group(1) @binding(0) var<storage, read> bands1: array<f32>;
@group(1) @binding(1) var<storage, read> bands2: array<f32>;
@group(1) @binding(2) var<storage, read> bands3: array<f32>;
@group(1) @binding(3) var<storage, read_write> picture: array<f32>;

override COLUMNS: u32;
override ROWS: u32;

/// Where the value for pixel `at` lies in a plane of level l, and the size of that plane.
fn locate(at: vec2u, level: u32) -> vec2u {
  let width = params.paddedWidth >> level;
  let height = params.paddedHeight >> level;
  return vec2u((at.y >> level) * width + (at.x >> level), width * height);
}

/// +1 in the upper or left half of the block of that level, -1 in the other.
fn side(position: u32, level: u32) -> f32 {
  return select(1.0, -1.0, ((position >> (level - 1)) & 1u) == 1u);
}

/// A value of the band with that number in the order above, or zero where it is not read.
fn kept(value: f32, number: u32) -> f32 {
  return select(0.0, value, number < params.bands);
}

@compute @workgroup_size(COLUMNS, ROWS)
fn pyramidInverse(@builtin(global_invocation_id) id: vec3u) {
  let colour = id.z;
  let at = vec2u(id.x, 2 * id.y);
  if (at.x >= params.width || at.y >= params.height) { return; }

  let third = locate(at, 3u);
  let from3 = colour * third.y + third.x;
  let x3 = side(at.x, 3u);
  let y3 = side(at.y, 3u);
  let average2 = bands3[from3] + y3 * kept(bands3[from3 + 3 * third.y], 1u)
    + x3 * (kept(bands3[from3 + 6 * third.y], 2u) + y3 * kept(bands3[from3 + 9 * third.y], 3u));

  let second = locate(at, 2u);
  let from2 = colour * second.y + second.x;
  let x2 = side(at.x, 2u);
  let y2 = side(at.y, 2u);
  let average1 = average2 + y2 * kept(bands2[from2 + 3 * second.y], 4u)
    + x2 * (kept(bands2[from2 + 6 * second.y], 5u) + y2 * kept(bands2[from2 + 9 * second.y], 6u));

  let first = locate(at, 1u);
  let from1 = colour * first.y + first.x;
  let x1 = side(at.x, 1u);
  let horizontal = kept(bands1[from1 + 3 * first.y], 7u);
  let vertical = x1 * kept(bands1[from1 + 6 * first.y], 8u);
  let diagonal = x1 * kept(bands1[from1 + 9 * first.y], 9u);

  let to = (colour * params.height + at.y) * params.width + at.x;
  picture[to] = clamp(average1 + horizontal + vertical + diagonal, -1.0, 1.0);
  if (at.y + 1 < params.height) {
    picture[to + params.width] = clamp(average1 - horizontal + vertical - diagonal, -1.0, 1.0);
  }
}
