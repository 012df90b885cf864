import { LabError } from '../../core/errors';
import { LOSS_POINTS, type LossPoint } from '../../core/protocol';

/** A loss of the device that a test asked for, at the next step of some kind. */
export class ArrangedLoss {
  readonly #lose: () => void;
  #at: LossPoint | null = null;

  constructor(lose: () => void) {
    this.#lose = lose;
  }

  /** @throws LabError 'bad-setting' for a step that does not exist */
  arrange(at?: LossPoint): void {
    if (at === undefined) this.#lose();
    else if (LOSS_POINTS.includes(at)) this.#at = at;
    else
      throw new LabError(
        'bad-setting',
        `The device cannot be lost at "${String(at)}". Known: ${LOSS_POINTS.join(', ')}.`,
      );
  }

  /** Call it when a step begins. */
  pass(point: LossPoint): void {
    if (this.#at !== point) return;
    this.#at = null;
    this.#lose();
  }
}
