// One rectangle of a view: a triangle over everything, cut by the scissor; each fragment is one value of the tensor, or
// one block of them.
// Rows are weighted sums over channels plus an offset, then transformed; three of them are red, green and blue, or
// their mean goes through a table. src/core/view/render-plan.ts does the same on the CPU.

struct Params {
  left: u32,           // of the rectangle in the view
  top: u32,
  width: u32,          // of the tensor; beyond it the last column and row repeat
  height: u32,
  skip: u32,           // values before the tensor in its binding
  rows: u32,           // 1 or 3
  terms0: u32,         // end of the terms of each row; the first row begins at termsStart
  terms1: u32,
  terms2: u32,
  termsStart: u32,
  transformKind: u32,  // 0 none, 1 absolute, 2 square, 3 exp(x / 2)
  palette: u32,        // 0 colours as they are, else 1 + the place of its table
  step: u32,           // values along each side of a block
  keepsMost: u32,      // 1: a block shows its value farthest from zero, else its mean
  clip: u32,           // 1: values beyond the ends are hatched
  floorAt: f32,        // values nearer to zero become zero, before the transform
  low: f32,            // what the ends of the map stand for
  high: f32,
  offset0: f32,
  offset1: f32,
  offset2: f32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(1) @binding(0) var<storage, read> values: array<f32>;   // the tensor
@group(1) @binding(1) var<storage, read> terms: array<vec2f>;  // channel, weight
@group(1) @binding(2) var<storage, read> tables: array<u32>;   // RGBA entries, one palette after the other

const TABLE_SIZE = 256u;
const CLIP_SLACK = 1e-5;
const TIE = 1.0 + 1e-5;  // rounding does not decide which of two equal values a block keeps

@vertex
fn cover(@builtin(vertex_index) index: u32) -> @builtin(position) vec4f {
  return vec4f(select(-1.0, 3.0, index == 1), select(-1.0, 3.0, index == 2), 0.0, 1.0);
}

fn rowValue(at: u32, plane: u32, begin: u32, end: u32, offset: f32) -> f32 {
  var sum = offset;
  for (var i = begin; i < end; i++) {
    sum += terms[i].y * values[params.skip + u32(terms[i].x) * plane + at];
  }
  if (abs(sum) < params.floorAt) { sum = 0.0; }
  switch params.transformKind {
    case 1: { return abs(sum); }
    case 2: { return sum * sum; }
    case 3: { return exp(0.5 * sum); }
    default: { return sum; }
  }
}

fn tableColour(share: f32) -> vec3f {
  let position = share * f32(TABLE_SIZE - 1);
  let entry = min(TABLE_SIZE - 2, u32(position));
  let at = (params.palette - 1) * TABLE_SIZE + entry;
  return mix(unpack4x8unorm(tables[at]).rgb, unpack4x8unorm(tables[at + 1]).rgb, position - f32(entry));
}

fn valuesAt(place: vec2u) -> vec3f {
  let inside = min(place, vec2u(params.width, params.height) - 1);
  let at = inside.y * params.width + inside.x;
  let plane = params.width * params.height;
  var sums = vec3f(rowValue(at, plane, params.termsStart, params.terms0, params.offset0));
  if (params.rows == 3) {
    sums.y = rowValue(at, plane, params.terms0, params.terms1, params.offset1);
    sums.z = rowValue(at, plane, params.terms1, params.terms2, params.offset2);
  }
  return sums;
}

fn meanOf(values: vec3f) -> f32 {
  return (values.x + values.y + values.z) / 3.0;
}

fn blockValues(pixel: vec2u) -> vec3f {
  var kept = vec3f();
  for (var dy = 0u; dy < params.step; dy++) {
    for (var dx = 0u; dx < params.step; dx++) {
      let values = valuesAt(pixel * params.step + vec2u(dx, dy));
      if (params.keepsMost == 0) {
        kept += values / f32(params.step * params.step);
      } else if (abs(meanOf(values)) > TIE * abs(kept.x)) {
        kept = vec3f(meanOf(values));
      }
    }
  }
  return kept;
}

fn isBeyond(share: f32) -> bool {
  return share < -CLIP_SLACK || share > 1.0 + CLIP_SLACK;
}

@fragment
fn paint(@builtin(position) position: vec4f) -> @location(0) vec4f {
  let place = vec2u(position.xy);
  let values = blockValues(place - vec2u(params.left, params.top));
  let shown = select(vec3f(meanOf(values)), values, params.palette == 0);
  let shares = (shown - params.low) / (params.high - params.low);
  if (params.clip == 1 && (isBeyond(shares.x) || isBeyond(shares.y) || isBeyond(shares.z))) {
    let light = (place.x + place.y) % 4 < 2;
    return vec4f(select(vec3f(38.0, 66.0, 0.0), vec3f(180.0, 240.0, 87.0), light) / 255.0, 1.0);
  }
  if (params.palette == 0) { return vec4f(saturate(shares), 1.0); }
  return vec4f(tableColour(saturate(shares.x)), 1.0);
}
