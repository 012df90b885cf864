import { createStore, type StoreApi } from 'zustand/vanilla';
import { toErrorInfo } from '../../../core/errors';
import { COMMON } from '../../../core/model/network/common-size';
import type { NetworkSketch } from '../../../core/model/network/sketch';
import type { Size } from '../../../core/math/scale';
import type { Part } from '../../../core/tiles/run-plan';
import type { Lab } from '../../../state/lab';
import { onePerLab } from '../../../state/measurement';
import { modelOf } from '../../../state/model-of';
import type { LabState } from '../../../state/state-types';

/** What blocks are compared by. */
export type Measure = 'parameters' | 'macs';

/** The drawing of one network. */
export interface Drawn {
  /** Model and size that it is for: see keyOf. */
  readonly key: string;
  readonly sketch: NetworkSketch | null;
  /** Why there is none, as a sentence; '' otherwise. */
  readonly trouble: string;
}

export interface NetworksState {
  readonly drawn: Readonly<Record<Part, Drawn>>;
  /** The open block by its place; it is of the drawing with this key. */
  readonly open: Readonly<Record<Part, number>>;
  readonly measure: Measure;
}

export interface Networks {
  readonly store: StoreApi<NetworksState>;
  /** Gets the drawing that fits the page now, unless it is there. Resolves when that is done, however it ended. */
  draw(part: Part): Promise<void>;
  openBlock(part: Part, block: number): void;
  setMeasure(measure: Measure): void;
}

/** The padded size of the picture, or the common one before any is open. */
export function sizeNow({ picture }: Pick<LabState, 'picture'>): Size {
  return picture ? { width: picture.info.paddedWidth, height: picture.info.paddedHeight } : COMMON;
}

/** Two states with one key give the same drawing; '' while there is no model to draw. */
export function keyOf(state: Pick<LabState, 'picture' | 'session' | 'models' | 'defaultModel' | 'settings'>): string {
  const model = modelOf(state);
  // The worker answers for the model that it has loaded, which is the chosen one a little later.
  if (!model || state.session.info?.model !== model.id) return '';
  const { width, height } = sizeNow(state);
  return `${model.id} ${model.revision} ${width}x${height}`;
}

/** The drawings of this page's networks. */
export const networksOf = onePerLab(create);

const NONE: Drawn = { key: '', sketch: null, trouble: '' };

function create({ store: lab, actions }: Lab): Networks {
  const store = createStore<NetworksState>(() => ({
    drawn: { encoder: NONE, decoder: NONE },
    open: { encoder: -1, decoder: -1 },
    measure: 'macs',
  }));
  const put = (part: Part, drawn: Drawn): void =>
    store.setState((state) => ({
      drawn: { ...state.drawn, [part]: drawn },
      // Another model has other blocks; another size has the same.
      ...(drawn.sketch?.model === state.drawn[part].sketch?.model || !drawn.sketch
        ? {}
        : { open: { ...state.open, [part]: -1 } }),
    }));
  const asked = new Map<Part, string>();

  return {
    store,
    async draw(part) {
      const key = keyOf(lab.getState());
      if (!key || asked.get(part) === key) return;
      asked.set(part, key);
      const answer = await actions.ask('network', part, sizeNow(lab.getState())).then(
        (sketch): Drawn => ({ key, sketch, trouble: '' }),
        (thrown: unknown): Drawn => ({ key, sketch: null, trouble: toErrorInfo(thrown).message }),
      );
      // A newer question has another answer.
      if (asked.get(part) !== key) return;
      if (answer.trouble) asked.delete(part);
      put(part, answer);
    },
    openBlock: (part, block) => store.setState(({ open }) => ({ open: { ...open, [part]: block } })),
    setMeasure: (measure) => store.setState({ measure }),
  };
}
