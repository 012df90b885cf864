import type { Lab } from '../../state/lab';
import type { Dialogs } from '../use-open';
import type { SavedView } from '../../features/export/use-save';

/** One line of the palette. */
export interface Command {
  readonly id: string;
  /** Heading that it stands under while nothing is typed. */
  readonly section: string;
  readonly name: string;
  readonly keys?: string;
  /** What the setting is now. */
  readonly value?: string;
  /** The choice that is in force. */
  readonly isCurrent?: boolean;
  /** It takes away what Undo does not bring back: found by whole words alone, and it asks first. */
  readonly destroys?: true;
  /** Why it cannot be done now; absent when it can. */
  readonly blocked?: string;
  readonly run: () => void;
}

/** What commands need beyond the lab. */
export interface CommandTools {
  readonly lab: Lab;
  readonly dialogs: Dialogs;
  readonly paste: () => void;
  readonly copyLink: () => void;
  readonly saveView: (what: SavedView) => void;
}
