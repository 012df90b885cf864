// Sums over a rectangle of two pictures [1,3,height,width] as 8-bit values, and of their maps [height][width]. A
// workgroup takes THREADS * ITEMS pixels of the rectangle, row by row, and writes 8 words: sum of squares, sum of
// absolutes, maximum, SSIM, FLIP (both as their bits), 0, 0, 0. 64 * 64 * 3 * 255^2 is below 2^32.
// Dispatch: linear, ceil(rectWidth * rectHeight / THREADS / ITEMS) workgroups in one or two dimensions.

struct Params {
  width: u32,
  height: u32,
  left: u32,          // of the rectangle
  top: u32,
  rectWidth: u32,
  rectHeight: u32,
  border: u32,        // pixels at each side of the picture whose SSIM does not count
  start: u32,         // word in results of the first partial
}

@group(0) @binding(0) var<uniform> params: Params;
@group(1) @binding(0) var<storage, read> first: array<f32>;
@group(1) @binding(1) var<storage, read> second: array<f32>;
@group(1) @binding(2) var<storage, read> ssim: array<f32>;
@group(1) @binding(3) var<storage, read> flip: array<f32>;
@group(1) @binding(4) var<storage, read_write> results: array<u32>;

override THREADS: u32;
override ITEMS: u32;

const WORDS = 8u;

var<workgroup> wgWhole: array<vec3u, THREADS>;   // squares, absolutes, maximum
var<workgroup> wgMaps: array<vec2f, THREADS>;    // SSIM, FLIP

/// Nearest of 0..255, halves up, as toByte in src/core/math/planar.ts.
fn toByte(value: f32) -> i32 {
  return i32(clamp(floor(value * 127.5 + 128.0), 0.0, 255.0));
}

@compute @workgroup_size(THREADS)
fn region(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let number = group.y * groups.x + group.x;
  let begin = number * THREADS * ITEMS;
  let count = params.rectWidth * params.rectHeight;
  if (begin >= count) { return; }
  let plane = params.width * params.height;
  var whole = vec3u(0);
  var maps = vec2f(0.0);
  for (var item = 0u; item < ITEMS; item++) {
    let index = begin + item * THREADS + local;
    if (index >= count) { break; }
    let place = vec2u(params.left + index % params.rectWidth, params.top + index / params.rectWidth);
    let at = place.y * params.width + place.x;
    for (var colour = 0u; colour < 3; colour++) {
      let difference = u32(abs(toByte(first[colour * plane + at]) - toByte(second[colour * plane + at])));
      whole = vec3u(whole.xy + vec2u(difference * difference, difference), max(whole.z, difference));
    }
    let room = min(place, vec2u(params.width, params.height) - 1 - place);
    maps += vec2f(select(0.0, ssim[at], min(room.x, room.y) >= params.border), flip[at]);
  }
  wgWhole[local] = whole;
  wgMaps[local] = maps;
  workgroupBarrier();
  if (local > 0) { return; }
  for (var thread = 1u; thread < THREADS; thread++) {
    whole = vec3u(whole.xy + wgWhole[thread].xy, max(whole.z, wgWhole[thread].z));
    maps += wgMaps[thread];
  }
  let to = params.start + number * WORDS;
  results[to] = whole.x;
  results[to + 1] = whole.y;
  results[to + 2] = whole.z;
  results[to + 3] = bitcast<u32>(maps.x);
  results[to + 4] = bitcast<u32>(maps.y);
  results[to + 5] = 0;
  results[to + 6] = 0;
  results[to + 7] = 0;
}
