// The 36 band edits: x -> gain * sign(x) * max(|x| - threshold, 0), on all three levels in one dispatch. A thread
// takes one value; values are numbered through bands1, then bands2, then bands3. Muted bands come with gain 0.
// Dispatch: linear, ceil((count1 + count2 + count3) / THREADS) workgroups in one or two dimensions.

struct Params {
  count1: u32,                   // values in bands1; bands2 has a quarter, bands3 a sixteenth
  edits: array<vec4f, 18>,       // gain, threshold of two channels each, in the order level, orientation, colour
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

/// `row` counts channels through all levels, 0..35.
fn edit(value: f32, row: u32) -> f32 {
  let pair = params.edits[row / 2];
  let gainThreshold = select(pair.xy, pair.zw, (row & 1u) == 1u);
  return gainThreshold.x * sign(value) * max(abs(value) - gainThreshold.y, 0.0);
}

@compute @workgroup_size(THREADS)
fn bandEdit(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let count2 = params.count1 / 4;
  let count3 = params.count1 / 16;
  var index = (group.y * groups.x + group.x) * THREADS + local;
  if (index < params.count1) {
    edited1[index] = edit(raw1[index], index / (params.count1 / CHANNELS));
    return;
  }
  index -= params.count1;
  if (index < count2) {
    edited2[index] = edit(raw2[index], CHANNELS + index / (count2 / CHANNELS));
    return;
  }
  index -= count2;
  if (index < count3) {
    edited3[index] = edit(raw3[index], 2 * CHANNELS + index / (count3 / CHANNELS));
  }
}
