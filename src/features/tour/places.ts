import { DRAWERS } from '../list';
import type { Place } from './step';

/** The name of the drawer that a place is. */
export function drawerName({ stage, drawer }: Place): string {
  return DRAWERS[stage].find(({ id }) => id === drawer)?.name ?? '';
}
