// Reconstruction minus input, both [1,3,height,width], into [1,3,outHeight,outWidth] with zeros where the pictures
// end. A thread makes one value.
// Dispatch: ceil(outWidth / COLUMNS) x ceil(outHeight / ROWS) x 3 colours.

struct Params {
  width: u32,
  height: u32,
  outWidth: u32,
  outHeight: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(1) @binding(0) var<storage, read> original: array<f32>;
@group(1) @binding(1) var<storage, read> reconstruction: array<f32>;
@group(1) @binding(2) var<storage, read_write> error: array<f32>;

override COLUMNS: u32;
override ROWS: u32;

@compute @workgroup_size(COLUMNS, ROWS)
fn difference(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= params.outWidth || id.y >= params.outHeight) { return; }
  let to = (id.z * params.outHeight + id.y) * params.outWidth + id.x;
  if (id.x >= params.width || id.y >= params.height) {
    error[to] = 0.0;
    return;
  }
  let start = (id.z * params.height + id.y) * params.width + id.x;
  error[to] = reconstruction[start] - original[start];
}
