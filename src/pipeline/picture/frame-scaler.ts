import type { Size } from '../../core/math/scale';
import { Scale } from '../../gpu/scale';

type Pixels = Uint8ClampedArray<ArrayBuffer>;

/**
 * Frames of a camera or video at their live size, scaled on the device that holds them: they come too often to be copied whole.
 * The first one is scaled by the CPU, too; where the two differ by more than a level, or the device fails, the CPU goes on alone.
 */
export class FrameScaler {
  readonly #device: GPUDevice;
  #scale: Promise<Scale> | undefined;
  #state: 'unknown' | 'agrees' | 'differs' = 'unknown';

  /** The device stays its owner's. */
  constructor(device: GPUDevice) {
    this.#device = device;
  }

  /** RGBA rows, opaque. @param onCpu how it is done without the device */
  async pixels(frame: ImageBitmap, to: Size, onCpu: () => Promise<Pixels>): Promise<Pixels> {
    if (this.#state === 'differs') return onCpu();
    try {
      this.#scale ??= Scale.create(this.#device);
      const pixels = await Promise.race([
        this.#scale.then((scale) => scale.scaleBitmap(frame, to)),
        this.#device.lost.then(() => null),
      ]);
      if (pixels && this.#state === 'agrees') return pixels;
      const ours = await onCpu();
      this.#state = pixels && isWithinALevel(pixels, ours) ? 'agrees' : 'differs';
      return ours;
    } catch {
      this.#state = 'differs';
      return onCpu();
    }
  }

  async dispose(): Promise<void> {
    (await this.#scale?.catch(() => undefined))?.destroy();
  }
}

function isWithinALevel(one: Pixels, other: Pixels): boolean {
  return one.length === other.length && one.every((value, i) => Math.abs(value - (other[i] as number)) <= 1);
}
