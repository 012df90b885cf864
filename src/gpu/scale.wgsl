// Scales packed RGBA bytes to another size by tables of weights (core/math/scale.ts, axisOf). Alpha does not matter: the result is
// opaque. A thread makes one pixel. Dispatch: ceil(width / COLUMNS) x ceil(height / ROWS).

struct Params {
  width: u32,       // of the result
  height: u32,
  stride: u32,      // pixels from one row of the source to the next
  columnTaps: u32,
  rowTaps: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(1) @binding(0) var<storage, read> source: array<u32>;    // one a pixel, red in the low byte
@group(1) @binding(1) var<storage, read> starts: array<u32>;    // of the columns, then of the rows
@group(1) @binding(2) var<storage, read> weights: array<f32>;   // in the same order
@group(1) @binding(3) var<storage, read_write> result: array<u32>;

override COLUMNS: u32;
override ROWS: u32;

@compute @workgroup_size(COLUMNS, ROWS)
fn scale(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= params.width || id.y >= params.height) { return; }
  let columnWeights = id.x * params.columnTaps;
  let rowWeights = params.width * params.columnTaps + id.y * params.rowTaps;
  let left = starts[id.x];
  let top = starts[params.width + id.y];
  var sum = vec3f(0.0);
  for (var row = 0u; row < params.rowTaps; row++) {
    let place = (top + row) * params.stride + left;
    var across = vec3f(0.0);
    for (var column = 0u; column < params.columnTaps; column++) {
      let packed = source[place + column];
      let colour = vec3f(f32(packed & 0xffu), f32((packed >> 8u) & 0xffu), f32((packed >> 16u) & 0xffu));
      across += weights[columnWeights + column] * colour;
    }
    sum += weights[rowWeights + row] * across;
  }
  let bytes = vec3u(clamp(floor(sum + 0.5), vec3f(0.0), vec3f(255.0)));
  result[id.y * params.width + id.x] = bytes.r | (bytes.g << 8u) | (bytes.b << 16u) | 0xff000000u;
}
