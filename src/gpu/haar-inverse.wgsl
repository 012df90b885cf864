// Level-1 coefficients [1,12,halfHeight,halfWidth] to the picture [1,3,height,width], cropped at the right and
// bottom and clamped to [-1, 1]. A thread makes two pixels of a column from the block that they share; a row of
// threads stores a row of pixels, whatever the width, and the coefficients come twice from the same cache line.
// Dispatch: ceil(width / COLUMNS) x ceil(height / 2 / ROWS) x 3 colours.
// cropPicture does the same for decoders that write pixels [1,3,2*halfHeight,2*halfWidth].

struct Params {
  halfWidth: u32,    // of a plane of coefficients
  halfHeight: u32,
  width: u32,        // of the picture
  height: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(1) @binding(0) var<storage, read> source: array<f32>;          // coefficients, or pixels
@group(1) @binding(1) var<storage, read_write> picture: array<f32>;

override COLUMNS: u32;
override ROWS: u32;

/// Clamped to [-1, 1]. What is not finite stays: a clamp would turn a network's NaN into a plausible colour. The test
/// is by bits, because compilers may assume that there is no NaN.
fn limited(value: f32) -> f32 {
  let finite = (bitcast<u32>(value) & 0x7f800000u) != 0x7f800000u;
  return select(value, clamp(value, -1.0, 1.0), finite);
}

fn store(at: vec2u, colour: u32, value: f32) {
  if (at.y < params.height) {
    picture[(colour * params.height + at.y) * params.width + at.x] = limited(value);
  }
}

@compute @workgroup_size(COLUMNS, ROWS)
fn haarInverse(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= params.width || 2 * id.y >= params.height) { return; }
  let plane = params.halfWidth * params.halfHeight;
  let start = id.z * plane + id.y * params.halfWidth + id.x / 2;
  let side = select(1.0, -1.0, (id.x & 1u) == 1u);
  let average = source[start];
  let horizontal = source[start + 3 * plane];
  let vertical = side * source[start + 6 * plane];
  let diagonal = side * source[start + 9 * plane];
  let at = vec2u(id.x, 2 * id.y);
  store(at, id.z, average + horizontal + vertical + diagonal);
  store(at + vec2u(0, 1), id.z, average - horizontal + vertical - diagonal);
}

@compute @workgroup_size(COLUMNS, ROWS)
fn cropPicture(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= params.width || 2 * id.y >= params.height) { return; }
  let fullWidth = 2 * params.halfWidth;
  let start = (id.z * 2 * params.halfHeight + 2 * id.y) * fullWidth + id.x;
  let at = vec2u(id.x, 2 * id.y);
  store(at, id.z, source[start]);
  store(at + vec2u(0, 1), id.z, source[start + fullWidth]);
}
