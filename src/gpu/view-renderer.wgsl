// One rectangle of a view: a triangle over everything, cut by the scissor; each fragment is one value of the tensor.
// Rows are weighted sums over channels plus an offset, then transformed; three of them are red, green and blue, or
// their mean goes through a table. src/core/render-plan.ts does the same on the CPU.

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
  map: u32,            // 0 rgb, 1 signed, 2 amount
  low: f32,            // what the ends of the map stand for
  high: f32,
  offset0: f32,
  offset1: f32,
  offset2: f32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(1) @binding(0) var<storage, read> values: array<f32>;   // the tensor
@group(1) @binding(1) var<storage, read> terms: array<vec2f>;  // channel, weight
@group(1) @binding(2) var<storage, read> tables: array<u32>;   // RGBA entries of signed, then of amount

const TABLE_SIZE = 256u;

@vertex
fn cover(@builtin(vertex_index) index: u32) -> @builtin(position) vec4f {
  return vec4f(select(-1.0, 3.0, index == 1), select(-1.0, 3.0, index == 2), 0.0, 1.0);
}

fn rowValue(at: u32, plane: u32, begin: u32, end: u32, offset: f32) -> f32 {
  var sum = offset;
  for (var i = begin; i < end; i++) {
    sum += terms[i].y * values[params.skip + u32(terms[i].x) * plane + at];
  }
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
  let at = (params.map - 1) * TABLE_SIZE + entry;
  return mix(unpack4x8unorm(tables[at]).rgb, unpack4x8unorm(tables[at + 1]).rgb, position - f32(entry));
}

@fragment
fn paint(@builtin(position) position: vec4f) -> @location(0) vec4f {
  let pixel = vec2u(position.xy) - vec2u(params.left, params.top);
  let place = min(pixel, vec2u(params.width, params.height) - 1);
  let at = place.y * params.width + place.x;
  let plane = params.width * params.height;
  var sums = vec3f(rowValue(at, plane, params.termsStart, params.terms0, params.offset0));
  if (params.rows == 3) {
    sums.y = rowValue(at, plane, params.terms0, params.terms1, params.offset1);
    sums.z = rowValue(at, plane, params.terms1, params.terms2, params.offset2);
  }
  let shares = saturate((sums - params.low) / (params.high - params.low));
  if (params.map == 0) { return vec4f(shares, 1.0); }
  let mean = (sums.x + sums.y + sums.z) / 3.0;
  return vec4f(tableColour(saturate((mean - params.low) / (params.high - params.low))), 1.0);
}
