import type { BandEnergy } from '../run-summary';

/** Energy of those sub-bands that `which` chooses, orthonormal, in the units of [-1, 1]. */
export function energyOf(energies: readonly BandEnergy[], which: (entry: BandEnergy) => boolean = () => true): number {
  return energies.reduce((sum, entry) => (which(entry) ? sum + entry.energy : sum), 0);
}
