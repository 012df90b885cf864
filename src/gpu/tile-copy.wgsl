// A rectangle of every channel of one tensor into another one. A thread copies one value. Where the rectangle reaches over
// the right or the lower border, the last column or row is repeated.
// Dispatch: ceil(width / COLUMNS) x ceil(height / ROWS) x channels.

struct Params {
  width: u32,
  height: u32,
  fromX: u32,
  fromY: u32,
  fromWidth: u32,
  fromHeight: u32,
  toX: u32,
  toY: u32,
  toWidth: u32,
  toHeight: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(1) @binding(0) var<storage, read> source: array<f32>;
@group(1) @binding(1) var<storage, read_write> goal: array<f32>;

override COLUMNS: u32;
override ROWS: u32;

@compute @workgroup_size(COLUMNS, ROWS)
fn tileCopy(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= params.width || id.y >= params.height) { return; }
  let column = min(params.fromX + id.x, params.fromWidth - 1);
  let row = min(params.fromY + id.y, params.fromHeight - 1);
  let start = (id.z * params.fromHeight + row) * params.fromWidth + column;
  let end = (id.z * params.toHeight + params.toY + id.y) * params.toWidth + params.toX + id.x;
  goal[end] = source[start];
}
