// Divergence of each latent value's posterior from N(0, 1), in nats: (mean^2 + exp(logvar) - 1 - logvar) / 2, and its
// sum over channels at each position. Dispatch: linear, ceil(plane / THREADS) workgroups; a thread a position.

struct Params {
  channels: u32,
  plane: u32,        // values in a channel
  skipMean: u32,     // values before the tensor in its binding
  skipLogvar: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(1) @binding(0) var<storage, read> mean: array<f32>;
@group(1) @binding(1) var<storage, read> logvar: array<f32>;
@group(1) @binding(2) var<storage, read_write> nats: array<f32>;
@group(1) @binding(3) var<storage, read_write> map: array<f32>;

override THREADS: u32;

@compute @workgroup_size(THREADS)
fn kl(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let at = (group.y * groups.x + group.x) * THREADS + local;
  if (at >= params.plane) { return; }
  var sum = 0.0;
  for (var channel = 0u; channel < params.channels; channel++) {
    let place = channel * params.plane + at;
    let mu = mean[params.skipMean + place];
    let log = logvar[params.skipLogvar + place];
    let value = 0.5 * (mu * mu + exp(log) - 1.0 - log);
    nats[place] = value;
    sum += value;
  }
  map[at] = sum;
}
