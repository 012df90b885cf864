// What FLIP (Andersson et al. 2020) takes a person to see of one picture [1,3,height,width], on 8-bit rounded values:
// its smoothed colours, and how strong edges and points are. src/core/metrics/flip.ts has the meaning of every number.
// All filters are separable: flipRows along rows, flipColumns along columns. Beyond the borders the outermost values
// repeat. Dispatch of each: ceil(width / COLUMNS) x height, a thread a pixel.

struct Params {
  width: u32,
  height: u32,
  toShares: array<vec4f, 3>,     // rows of the matrix from linear sRGB to XYZ over white
  fromShares: array<vec4f, 3>,
  smoothing: array<vec4f, 11>,   // at each distance: of Y, Cx and the two parts of Cz
  feature: array<vec4f, 10>,     // blur, edge (odd), point, 0
}

@group(0) @binding(0) var<uniform> params: Params;
@group(1) @binding(0) var<storage, read> picture: array<f32>;
@group(1) @binding(1) var<storage, read_write> colours: array<vec4f>;     // Y, Cx, Cz, Y as a share of white
@group(1) @binding(2) var<storage, read_write> smoothed: array<vec4f>;    // along rows: Y, Cx, the two parts of Cz
@group(1) @binding(3) var<storage, read_write> featured: array<vec4f>;    // along rows: blur, edge, point, 0
@group(1) @binding(4) var<storage, read_write> perceived: array<vec4f>;   // L, a, b after Hunt, strength of edges
@group(1) @binding(5) var<storage, read_write> points: array<f32>;        // strength of points

override COLUMNS: u32;

const SMOOTH_TAPS = 11u;
const FEATURE_TAPS = 10u;

/// Linear light of a picture value, as an 8-bit byte of sRGB.
fn linear(value: f32) -> f32 {
  let share = clamp(floor(value * 127.5 + 128.0), 0.0, 255.0) / 255.0;
  return select(pow((share + 0.055) / 1.055, 2.4), share / 12.92, share <= 0.04045);
}

fn multiply(rows: array<vec4f, 3>, v: vec3f) -> vec3f {
  return vec3f(dot(rows[0].xyz, v), dot(rows[1].xyz, v), dot(rows[2].xyz, v));
}

@compute @workgroup_size(COLUMNS)
fn flipOpponent(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= params.width) { return; }
  let plane = params.width * params.height;
  let at = id.y * params.width + id.x;
  let rgb = vec3f(linear(picture[at]), linear(picture[plane + at]), linear(picture[2 * plane + at]));
  let xyz = multiply(params.toShares, rgb);
  colours[at] = vec4f(116.0 * xyz.y - 16.0, 500.0 * (xyz.x - xyz.y), 200.0 * (xyz.y - xyz.z), xyz.y);
}

@compute @workgroup_size(COLUMNS)
fn flipRows(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= params.width) { return; }
  let row = id.y * params.width;
  let middle = colours[row + id.x];
  var smoothSum = params.smoothing[0] * middle.xyzz;
  var featureSum = params.feature[0] * middle.w;
  for (var d = 1u; d < SMOOTH_TAPS; d++) {
    let after = colours[row + min(params.width - 1, id.x + d)];
    let before = colours[row + max(id.x, d) - d];
    smoothSum += params.smoothing[d] * (after + before).xyzz;
    if (d < FEATURE_TAPS) {
      let both = after.w + before.w;
      featureSum += params.feature[d] * vec4f(both, after.w - before.w, both, 0.0);
    }
  }
  smoothed[row + id.x] = smoothSum;
  featured[row + id.x] = featureSum;
}

@compute @workgroup_size(COLUMNS)
fn flipColumns(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= params.width) { return; }
  let at = id.y * params.width + id.x;
  var sum = params.smoothing[0] * smoothed[at];
  let middle = featured[at];
  var edge = vec2f(params.feature[0].x * middle.y, 0.0);             // across, down
  var point = params.feature[0].xz * middle.zx;
  for (var d = 1u; d < SMOOTH_TAPS; d++) {
    let below = min(params.height - 1, id.y + d) * params.width + id.x;
    let above = (max(id.y, d) - d) * params.width + id.x;
    sum += params.smoothing[d] * (smoothed[below] + smoothed[above]);
    if (d < FEATURE_TAPS) {
      let weights = params.feature[d];
      let both = featured[below] + featured[above];
      edge += weights.xy * vec2f(both.y, featured[below].x - featured[above].x);
      point += weights.xz * both.zx;
    }
  }
  perceived[at] = vec4f(huntLab(vec3f(sum.xy, sum.z + sum.w)), length(edge));
  points[at] = length(point);
}

/// YCxCz, clipped to what a screen shows, to CIELAB whose chroma is weaker where it is dark.
fn huntLab(opponent: vec3f) -> vec3f {
  let light = (opponent.x + 16.0) / 116.0;
  let shares = vec3f(light + opponent.y / 500.0, light, light - opponent.z / 200.0);
  let xyz = multiply(params.toShares, saturate(multiply(params.fromShares, shares)));
  let roots = select(xyz * (841.0 / 108.0) + 4.0 / 29.0, pow(max(xyz, vec3f(1e-4)), vec3f(1.0 / 3.0)), xyz > vec3f(216.0 / 24389.0));
  let lightness = 116.0 * roots.y - 16.0;
  return vec3f(lightness, 0.01 * lightness * vec2f(500.0 * (roots.x - roots.y), 200.0 * (roots.y - roots.z)));
}
