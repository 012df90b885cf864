import type { TensorData } from '../tensor';

/**
 * FLUX.2 passes its latent on with each 2 x 2 places as one of four times the channels: channel 4c + 2y + x holds the place
 * (y, x) of channel c. This is what PyTorch calls pixel_unshuffle.
 */
const SIDE = 2;

type Dims = [number, number, number, number];

/** [1,C,h,w] to [1,4C,h/2,w/2]. @param latent with even h and w */
export function packLatent({ dims, data }: TensorData): TensorData {
  const [batch, channels, height, width] = dims as Dims;
  const packed: Dims = [batch, channels * SIDE ** 2, height / SIDE, width / SIDE];
  return { dims: packed, data: moved(data, packed, false) };
}

/** [1,4C,h,w] to [1,C,2h,2w]. */
export function unpackLatent({ dims, data }: TensorData): TensorData {
  const packed = dims as Dims;
  const [batch, channels, height, width] = packed;
  return {
    dims: [batch, channels / SIDE ** 2, height * SIDE, width * SIDE],
    data: moved(data, packed, true),
  };
}

/** @param opens whether values go from the packed latent to the open one, or the other way */
function moved(data: Float32Array, [, channels, rows, columns]: Dims, opens: boolean): Float32Array {
  const to = new Float32Array(data.length);
  let folded = 0;
  for (let channel = 0; channel < channels; channel++) {
    const [whole, y, x] = [Math.floor(channel / SIDE ** 2), Math.floor(channel / SIDE) % SIDE, channel % SIDE];
    for (let row = 0; row < rows; row++) {
      let open = (whole * rows * SIDE + row * SIDE + y) * columns * SIDE + x;
      for (let column = 0; column < columns; column++, folded++, open += SIDE) {
        if (opens) to[open] = data[folded] as number;
        else to[folded] = data[open] as number;
      }
    }
  }
  return to;
}
