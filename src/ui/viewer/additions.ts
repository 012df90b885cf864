import { createContext, type ComponentType } from 'react';
import type { SourceId } from '../../state/views';
import type { Pane } from './viewport';

/** The view that an overlay is drawn over. */
export interface OverlayProps {
  readonly source: SourceId;
  readonly side: 0 | 1;
  readonly pane: Pane;
}

/** What features add to the viewer, which knows none of them; features/list.ts has them. */
export interface ViewerAdditions {
  /** Drawn over each view, the last on top. */
  readonly overlays: readonly ComponentType<OverlayProps>[];
  /** Buttons in the head of the viewer. */
  readonly tools: readonly ComponentType[];
  /** These are there as long as the viewer is, and draw nothing. */
  readonly keepers: readonly ComponentType[];
}

export const AdditionsContext = createContext<ViewerAdditions>({ overlays: [], tools: [], keepers: [] });
