// Mix, paste and channel edits of a latent (src/core/math/latent-edits.ts) in one step: a thread makes one value, from the
// cell of the channel that its own one reads. A dispatch takes up to CHANNELS channels, so that their edits fit the
// parameters.
// Dispatch: linear, ceil(channels of this dispatch * cells / THREADS) workgroups in one or two dimensions.

struct Params {
  cells: u32,                     // values in a channel
  width: u32,                     // cells in a row
  begin: u32,                     // first channel of this dispatch
  channels: u32,                  // how many it takes
  firstSkip: u32,                 // values before the tensor in its binding
  secondSkip: u32,
  spherical: u32,                 // 1: the factors of the mix are in sums[0].xy
  amount: f32,                    // else 1 - amount and amount
  fromX: u32,                     // paste, within both latents; pasteWidth 0: none
  fromY: u32,
  toX: u32,
  toY: u32,
  pasteWidth: u32,
  pasteHeight: u32,
  edits: array<vec4f, 16>,        // gain, offset, channel that is read
}

@group(0) @binding(0) var<uniform> params: Params;
@group(1) @binding(0) var<storage, read> sums: array<vec4f>;
@group(1) @binding(1) var<storage, read> first: array<f32>;
@group(1) @binding(2) var<storage, read> second: array<f32>;
@group(1) @binding(3) var<storage, read_write> edited: array<f32>;

override THREADS: u32;

/// A value of the latent after mix and paste.
fn pasted(channel: u32, cell: u32) -> f32 {
  let index = channel * params.cells + cell;
  let x = cell % params.width;
  let y = cell / params.width;
  // Cells left of and above the rectangle wrap around to large numbers.
  if (x - params.toX < params.pasteWidth && y - params.toY < params.pasteHeight) {
    let source = (y - params.toY + params.fromY) * params.width + x - params.toX + params.fromX;
    return second[params.secondSkip + channel * params.cells + source];
  }
  let value = first[params.firstSkip + index];
  if (params.spherical == 0 && params.amount == 0.0) { return value; }
  let factors = select(vec2f(1.0 - params.amount, params.amount), sums[0].xy, params.spherical == 1);
  return factors.x * value + factors.y * second[params.secondSkip + index];
}

@compute @workgroup_size(THREADS)
fn latentEdit(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let index = (group.y * groups.x + group.x) * THREADS + local;
  if (index >= params.channels * params.cells) { return; }
  let edit = params.edits[index / params.cells];
  edited[params.begin * params.cells + index] = edit.x * pasted(u32(edit.z), index % params.cells) + edit.y;
}
