// Packed RGBA bytes to planar [1,3,outHeight,outWidth] of v / 127.5 - 1. A thread makes one pixel; places beyond
// the picture repeat its last column and row, which is how pictures are padded to a multiple of 8.
// Dispatch: ceil(outWidth / COLUMNS) x ceil(outHeight / ROWS).

struct Params {
  width: u32,      // of the pixels that come in
  height: u32,
  outWidth: u32,   // of each plane that is written
  outHeight: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(1) @binding(0) var<storage, read> pixels: array<u32>;         // one a pixel, red in the low byte
@group(1) @binding(1) var<storage, read_write> planar: array<f32>;

override COLUMNS: u32;
override ROWS: u32;

@compute @workgroup_size(COLUMNS, ROWS)
fn pixelsToPlanar(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= params.outWidth || id.y >= params.outHeight) { return; }
  let start = min(id.y, params.height - 1) * params.width + min(id.x, params.width - 1);
  let packed = pixels[start];
  let plane = params.outWidth * params.outHeight;
  let to = id.y * params.outWidth + id.x;
  for (var colour = 0u; colour < 3u; colour++) {
    let value = f32((packed >> (8u * colour)) & 0xffu);
    planar[colour * plane + to] = value / 127.5 - 1.0;
  }
}
