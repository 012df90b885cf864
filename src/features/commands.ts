import type { CommandsOf } from '../ui/kit/command';
import { ablationCommands } from './ablation/commands';
import { bandCommands } from './bands/commands';
import { batchCommands } from './batch/commands';
import { cardCommands } from './card/commands';
import { compareCommands } from './compare/commands';
import { exportCommands } from './export/commands';
import { glossaryCommands } from './glossary/commands';
import { inputCommands } from './input/commands';
import { latentFileCommands } from './latents/commands';
import { liveCommands } from './live/commands';
import { mapCommands } from './maps/commands';
import { ownModelCommands } from './own-model/commands';
import { posteriorCommands } from './posterior/commands';
import { rateCommands } from './rate/commands';
import { tileCommands } from './tiles/commands';
import { tourCommands } from './tour/commands';

/** What features add to the palette. It is apart from their drawers, since the palette is loaded when it is asked for. */
export const FEATURE_COMMANDS: readonly CommandsOf[] = [
  batchCommands,
  latentFileCommands,
  exportCommands,
  cardCommands,
  liveCommands,
  ownModelCommands,
  bandCommands,
  ablationCommands,
  mapCommands,
  compareCommands,
  posteriorCommands,
  rateCommands,
  tileCommands,
  inputCommands,
  tourCommands,
  glossaryCommands,
];
