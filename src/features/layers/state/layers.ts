import type { LayerList, LayerNumbers } from '../../../core/model/graph-layers';
import type { Part } from '../../../core/tiles/run-plan';
import type { Lab } from '../../../state/lab';
import { measurement, onePerLab, type Measurement } from '../../../state/measurement';
import { isPlaying } from '../../../state/playing';
import { liveJob } from '../../../state/selectors';

interface Known {
  /** Those of the newest result that was asked for. */
  readonly lists: { readonly [part in Part]?: LayerList };
  /** Of the layer that was chosen last; null before it is computed. */
  readonly numbers: LayerNumbers | null;
}

/** The layers of the networks that made the shown result. Loaded with the drawer that shows them. */
export interface LayersOfLab extends Pick<Measurement<Known>, 'store'> {
  /** Asks for the list of a network, and for the numbers of the chosen layer, unless they are there. */
  follow(): Promise<void>;
}

export const layersOf = onePerLab(create);

function create({ store: lab, actions }: Lab): LayersOfLab {
  const { store, run } = measurement<Known>(
    { lists: {}, numbers: null },
    'Stopped: another picture was opened, or the backend changed.',
  );
  let turn: Promise<void> = Promise.resolve();

  const ask = (): Promise<void> | undefined => {
    const state = lab.getState();
    const job = liveJob(state);
    // Each frame would take a session of its own.
    if (job === null || isPlaying(state)) return undefined;
    const { part, tensor } = state.viewer.layer;
    const { lists, numbers } = store.getState();
    const isListed = lists[part]?.job === job;
    const isMeasured = numbers?.job === job && numbers.part === part && numbers.tensor === tensor;
    if (isListed && (isMeasured || tensor === '')) return undefined;
    return run(isMeasured ? {} : { numbers: null }, async () => {
      const list = isListed ? (lists[part] as LayerList) : await actions.ask('layers', part);
      store.setState({ lists: { ...store.getState().lists, [part]: list } });
      // A layer of another model is only shown where this one has it, too.
      if (!list.layers.some((layer) => layer.tensor === tensor) || list.why !== null) return;
      store.setState({ numbers: await actions.ask('layer', { part, tensor }) });
    });
  };

  return { store, follow: () => (turn = turn.then(ask)) };
}
