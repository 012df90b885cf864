// Sums of SSIM (Wang 2004: Gaussian 11x11, sigma 1.5) over one colour of two pictures [1,3,height,width], on 8-bit
// rounded values. The Gaussian is separable: ssimRows filters along rows into `moments`, ssimWindows along columns.
// Both are free of shared tiles, so that caches do the reuse; software adapters pay dearly for barriers.
// Values are taken from 128: variances do not change, and float32 has less to cancel. Windows need the variances of
// x and y only as their sum, so four moments do.

struct Params {
  width: u32,
  height: u32,
  colour: u32,
  across: u32,                    // windows in a row, width - 10
  start: u32,                     // word in results of the first partial
  weights: array<vec4f, 11>,      // of one axis, each four times
}

@group(0) @binding(0) var<uniform> params: Params;
@group(1) @binding(0) var<storage, read> first: array<f32>;
@group(1) @binding(1) var<storage, read> second: array<f32>;
@group(1) @binding(2) var<storage, read_write> moments: array<vec4f>;   // [height][across] of x, y, x^2 + y^2, x * y
@group(1) @binding(3) var<storage, read_write> results: array<u32>;     // of ssimMap: [height][width] values as their bits

override COLUMNS: u32;
override ROWS: u32;        // of windows that a thread of ssimWindows adds up
override BORDER: u32;      // 0; for the map 5: pixels at each side that windows see mirrored

const TAPS = 11u;
const SHIFT = 128.0;
const C1 = 6.5025;         // (0.01 * 255)^2
const C2 = 58.5225;        // (0.03 * 255)^2

var<workgroup> wgSums: array<f32, COLUMNS>;

/// Nearest of 0..255, halves up, as toByte in src/core/math/planar.ts.
fn toByte(value: f32) -> f32 {
  return clamp(floor(value * 127.5 + 128.0), 0.0, 255.0);
}

/// Place in a row or column of what a window that begins at `at` sees at a tap; sides may be shorter than the border.
fn seen(at: u32, tap: u32, size: u32) -> u32 {
  if (BORDER == 0) { return at + tap; }
  let period = 2 * i32(size);
  let place = u32((i32(at + tap) - i32(BORDER) + 6 * period) % period);
  return min(place, u32(period) - 1 - place);
}

// A thread filters one place of one row. Dispatch: ceil(across / COLUMNS) x height.
@compute @workgroup_size(COLUMNS)
fn ssimRows(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= params.across || id.y >= params.height) { return; }
  let row = (params.colour * params.height + id.y) * params.width;
  var sums = vec4f(0.0);
  for (var tap = 0u; tap < TAPS; tap++) {
    let place = row + seen(id.x, tap, params.width);
    let x = toByte(first[place]) - SHIFT;
    let y = toByte(second[place]) - SHIFT;
    sums += params.weights[tap] * vec4f(x, y, x * x + y * y, x * y);
  }
  moments[id.y * params.across + id.x] = sums;
}

// A thread adds up ROWS windows of one column, a workgroup its threads; one word a workgroup.
// Dispatch: ceil(across / COLUMNS) x ceil((height - 10) / ROWS).
@compute @workgroup_size(COLUMNS)
fn ssimWindows(
  @builtin(global_invocation_id) id: vec3u,
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  var sum = 0.0;
  if (id.x < params.across) {
    let end = min(params.height - TAPS + 1, (group.y + 1) * ROWS);
    for (var row = group.y * ROWS; row < end; row++) {
      sum += similarity(windowAt(row, id.x));
    }
  }
  wgSums[local] = sum;
  workgroupBarrier();
  if (local > 0) { return; }
  for (var thread = 1u; thread < COLUMNS; thread++) { sum += wgSums[thread]; }
  results[params.start + group.y * groups.x + group.x] = bitcast<u32>(sum);
}

// A thread writes one pixel: a third of its SSIM in one colour, added to those of the colours before.
// Dispatch: ceil(width / COLUMNS) x height.
@compute @workgroup_size(COLUMNS)
fn ssimMap(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= params.across || id.y >= params.height) { return; }
  let at = params.start + id.y * params.across + id.x;
  let before = select(bitcast<f32>(results[at]), 0.0, params.colour == 0);
  results[at] = bitcast<u32>(before + similarity(windowAt(id.y, id.x)) / 3.0);
}

fn windowAt(row: u32, column: u32) -> vec4f {
  var window = vec4f(0.0);
  for (var tap = 0u; tap < TAPS; tap++) {
    window += params.weights[tap] * moments[seen(row, tap, params.height) * params.across + column];
  }
  return window;
}

fn similarity(window: vec4f) -> f32 {
  let product = window.x * window.y;
  let squares = dot(window.xy, window.xy);
  let variances = window.z - squares;
  let covariance = window.w - product;
  let means = window.xy + SHIFT;
  let luminance = (2.0 * means.x * means.y + C1) / (dot(means, means) + C1);
  return luminance * (2.0 * covariance + C2) / (variances + C2);
}
