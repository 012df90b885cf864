import type { Spectra } from '../../../core/metrics/spectrum';
import type { Lab } from '../../../state/lab';
import { measurement, onePerLab, type Measurement } from '../../../state/measurement';
import { liveJob } from '../../../state/selectors';
import { seriesOf } from '../../../state/versions';

interface Measured {
  readonly spectra: Spectra | null;
  /** Which picture, or series of frames, they are of. */
  readonly picture: number;
}

/** Spectra of the newest result. Loaded with the drawer that shows them. */
export interface SpectraOfLab extends Pick<Measurement<Measured>, 'store'> {
  /** Asks for those of the live result, unless they are there. One question at a time, always the newest. */
  follow(): Promise<void>;
}

/** The spectra of this page. */
export const spectraOf = onePerLab(create);

function create({ store: lab, actions }: Lab): SpectraOfLab {
  const { store, run } = measurement<Measured>(
    { spectra: null, picture: 0 },
    'Stopped: another picture was opened, or the backend changed.',
  );
  let turn: Promise<void> = Promise.resolve();

  const measure = (): Promise<void> | undefined => {
    const job = liveJob(lab.getState());
    if (job === null || job === store.getState().spectra?.job) return undefined;
    const picture = seriesOf(lab.getState());
    return run({}, async () => store.setState({ spectra: await actions.ask('spectra'), picture }));
  };

  return { store, follow: () => (turn = turn.then(measure)) };
}
