// The 36 band edits: x -> gain * sign(x) * max(|x| - threshold, 0), on all three levels in one dispatch. A workgroup
// takes THREADS * ITEMS values of one channel, so that its edit is the same for all of them. Muted bands come with
// gain 0. Channels are numbered through the levels, 0..35; those that are not in `rows` are left alone, so that
// another dispatch can make them from another picture's bands.
// Dispatch: linear, 12 * (chunks1 + chunks2 + chunks3) workgroups in one or two dimensions.

struct Params {
  plane1: u32,                   // values in a channel of bands1; bands2 has a quarter, bands3 a sixteenth
  chunks1: u32,                  // workgroups of a channel of each level
  chunks2: u32,
  chunks3: u32,
  rowsLow: u32,                  // bits of the channels 0..31 that are written
  rowsHigh: u32,                 // and of 32..35
  edits: array<vec4f, 18>,       // gain, threshold of two channels each
}

@group(0) @binding(0) var<uniform> params: Params;
@group(1) @binding(0) var<storage, read> raw1: array<f32>;
@group(1) @binding(1) var<storage, read> raw2: array<f32>;
@group(1) @binding(2) var<storage, read> raw3: array<f32>;
@group(1) @binding(3) var<storage, read_write> edited1: array<f32>;
@group(1) @binding(4) var<storage, read_write> edited2: array<f32>;
@group(1) @binding(5) var<storage, read_write> edited3: array<f32>;

const CHANNELS = 12u;
override THREADS: u32;
override ITEMS: u32;

fn edit(value: f32, gainThreshold: vec2f) -> f32 {
  return gainThreshold.x * sign(value) * max(abs(value) - gainThreshold.y, 0.0);
}

@compute @workgroup_size(THREADS)
fn bandEdit(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  var number = group.y * groups.x + group.x;
  var level = 0u;
  var plane = params.plane1;
  var chunks = params.chunks1;
  if (number >= CHANNELS * params.chunks1) {
    number -= CHANNELS * params.chunks1;
    level = 1;
    plane /= 4;
    chunks = params.chunks2;
    if (number >= CHANNELS * params.chunks2) {
      number -= CHANNELS * params.chunks2;
      level = 2;
      plane /= 4;
      chunks = params.chunks3;
    }
  }
  let channel = number / chunks;
  if (channel >= CHANNELS) { return; }
  let row = level * CHANNELS + channel;
  let rows = select(params.rowsLow, params.rowsHigh, row >= 32);
  if (((rows >> (row & 31u)) & 1u) == 0) { return; }
  let pair = params.edits[row / 2];
  let gainThreshold = select(pair.xy, pair.zw, (row & 1u) == 1u);
  let inPlane = (number % chunks) * THREADS * ITEMS + local;
  let begin = channel * plane + inPlane;
  let end = channel * plane + min(plane, inPlane + THREADS * ITEMS);
  if (level == 0) {
    for (var i = begin; i < end; i += THREADS) { edited1[i] = edit(raw1[i], gainThreshold); }
  } else if (level == 1) {
    for (var i = begin; i < end; i += THREADS) { edited2[i] = edit(raw2[i], gainThreshold); }
  } else {
    for (var i = begin; i < end; i += THREADS) { edited3[i] = edit(raw3[i], gainThreshold); }
  }
}
