import type { TensorData } from '../tensor';

/**
 * FLUX.2 passes its latent on with each 2 x 2 places as one of four times the channels: channel 4c + 2y + x holds the place
 * (y, x) of channel c. This is what PyTorch calls pixel_unshuffle.
 */
const SIDE = 2;

/** [1,C,h,w] to [1,4C,h/2,w/2]. @param latent with even h and w */
export function packLatent(latent: TensorData): TensorData {
  const [batch, channels, height, width] = latent.dims as [number, number, number, number];
  return moved(latent, [batch, channels * SIDE ** 2, height / SIDE, width / SIDE], false);
}

/** [1,4C,h,w] to [1,C,2h,2w]. */
export function unpackLatent(latent: TensorData): TensorData {
  const [batch, channels, height, width] = latent.dims as [number, number, number, number];
  return moved(latent, [batch, channels / SIDE ** 2, height * SIDE, width * SIDE], true);
}

function moved({ data }: TensorData, dims: [number, number, number, number], opens: boolean): TensorData {
  const to = new Float32Array(data.length);
  const [, packed, rows, columns] = opens
    ? [1, dims[1] * SIDE ** 2, dims[2] / SIDE, dims[3] / SIDE]
    : (dims as readonly number[] as [number, number, number, number]);
  let folded = 0;
  for (let channel = 0; channel < packed; channel++) {
    const [whole, y, x] = [Math.floor(channel / 4), Math.floor(channel / SIDE) % SIDE, channel % SIDE];
    for (let row = 0; row < rows; row++) {
      let open = (whole * rows * SIDE + row * SIDE + y) * columns * SIDE + x;
      for (let column = 0; column < columns; column++, folded++, open += SIDE) {
        if (opens) to[open] = data[folded] as number;
        else to[folded] = data[open] as number;
      }
    }
  }
  return { dims, data: to };
}
