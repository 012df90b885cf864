import type { Lab } from '../../state/lab';
import type { Dialogs } from '../use-open';

/** Headings of the palette, in its order. */
export const SECTIONS = [
  'Open',
  'Save and share',
  'Live',
  'Go to',
  'Run and edit',
  'Bands',
  'Viewer',
  'How it is shown',
  'What runs',
] as const;

/** What is saved of the viewer: what it shows, the same with names, ranges and colour scales, or side B alone. */
export type SavedView = 'shown' | 'labelled' | 'b';

/** One line of the palette. */
export interface Command {
  readonly id: string;
  /** Heading that it stands under while nothing is typed. */
  readonly section: (typeof SECTIONS)[number];
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

/** The commands of one part of the page, as things are now. */
export type CommandsOf = (tools: CommandTools) => Command[];

interface Option {
  readonly id: string;
  readonly text: string;
}

interface Choice {
  readonly id: string;
  readonly section: Command['section'];
  readonly name: string;
  readonly keys?: string;
  readonly options: readonly Option[];
  readonly value: string;
  /** Its parameter is the type of the options' ids in the state; a choice only knows them as strings. */
  readonly choose: (id: never) => void;
}

/** One command for each option; the one in force says so, the others say what is. */
export function choiceCommands({ id, section, name, keys, options, value, choose }: Choice): Command[] {
  const now = options.find((option) => option.id === value)?.text ?? value;
  return options.map((option) => ({
    id: `${id}:${option.id}`,
    section,
    name: `${name}: ${option.text}`,
    ...(keys ? { keys } : {}),
    ...(option.id === value ? { value: 'current', isCurrent: true } : { value: `now ${now}` }),
    run: () => (choose as (id: string) => void)(option.id),
  }));
}

interface Toggle {
  readonly id: string;
  readonly section: Command['section'];
  readonly name: string;
  readonly keys?: string;
  readonly isOn: boolean;
  readonly set: (isOn: boolean) => void;
}

export function toggleCommand({ id, section, name, keys, isOn, set }: Toggle): Command {
  return { id, section, name, ...(keys ? { keys } : {}), value: isOn ? 'on' : 'off', run: () => set(!isOn) };
}
