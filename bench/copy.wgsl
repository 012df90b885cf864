// Copies [1,3,height,width] with the threads of haar-forward.wgsl: a thread takes the same 4x4 patch, as four vec4f. Reading
// every value once and writing it once is the least that any transform of the picture can do.
// Dispatch: ceil(width / 4 / COLUMNS) x ceil(height / 4 / ROWS) x 3 colours.

struct Params {
  width: u32,    // multiples of 4
  height: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(1) @binding(0) var<storage, read> source: array<vec4f>;
@group(1) @binding(1) var<storage, read_write> destination: array<vec4f>;

override COLUMNS: u32;
override ROWS: u32;

@compute @workgroup_size(COLUMNS, ROWS)
fn copyPicture(@builtin(global_invocation_id) id: vec3u) {
  let across = params.width / 4;
  if (id.x >= across || 4 * id.y >= params.height) { return; }
  let first = (id.z * params.height + 4 * id.y) * across + id.x;
  for (var row = 0u; row < 4u; row++) {
    destination[first + row * across] = source[first + row * across];
  }
}
