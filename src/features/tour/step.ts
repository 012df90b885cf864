import type { Lab } from '../../state/lab';
import type { StageId, StageView } from '../../state/stages';
import type { TourNumbers } from './numbers';

/** A place of the lab that a question leads to. */
export interface Place {
  readonly stage: StageId;
  /** Id of a drawer of that stage. */
  readonly drawer: string;
}

/** Something of the step that a press does, with the lab's own actions. */
export interface Act {
  readonly text: string;
  readonly run: (actions: Lab['actions']) => void;
}

/** One step of the tour: what it opens, and what it says. Words are those of somebody who reads them aloud. */
export interface Step extends Place {
  readonly title: string;
  /** What the viewer shows on this stage. */
  readonly view: StageView;
  /** Chooses more of how it is shown. */
  readonly look?: (actions: Lab['actions']) => void;
  /** What there is to see, with the live numbers; they are null before a result, which nothing waits for. */
  readonly say: (numbers: TourNumbers | null) => string;
  readonly tryThis: string;
  readonly act?: Act;
  readonly more: readonly string[];
  /** The part of the paper. */
  readonly section: string;
  readonly questions?: readonly (Place & { readonly text: string })[];
}
