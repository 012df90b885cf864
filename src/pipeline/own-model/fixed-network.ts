import { LabError } from '../../core/errors';
import { crop } from '../../core/math/planar';
import type { FixedSize } from '../../core/model/manifest';
import type { TensorData } from '../../core/tensor';
import { cutOut } from '../../core/tiles/tiles';
import type { Session } from '../../inference/runtime';

/** What the check of a model asks of a network. */
export type Network = Pick<Session, 'runOnCpu'>;

/**
 * A network whose graph fixes its size, for inputs of up to that size: these are padded as a run pads them, and the output is cut.
 * @param fixed width and height of the first input, in values
 */
export function paddedNetwork(session: Network, fixed: FixedSize): Network {
  return {
    runOnCpu: async (inputs) => {
      const [, , height = 0, width = 0] = inputs[0]?.dims ?? [];
      if (width > fixed.width || height > fixed.height)
        throw new LabError(
          'model-unsupported',
          `It takes ${fixed.width} × ${fixed.height} alone, which is smaller than the test picture.`,
        );
      const padded = inputs.map((input): TensorData => {
        const [, , high = 0, wide = 0] = input.dims;
        return cutOut(input, {
          x: 0,
          y: 0,
          width: (fixed.width * wide) / width,
          height: (fixed.height * high) / height,
        });
      });
      const output = await session.runOnCpu(padded);
      const [, , high = 0, wide = 0] = output.dims;
      return crop(output, Math.round((wide * width) / fixed.width), Math.round((high * height) / fixed.height));
    },
  };
}
