/** Keys of the page by what they do: the help sheet, the palette and tooltips name them from here. */
export const KEYS = {
  open: ['O', 'Open a file'],
  paste: ['Ctrl V', 'Paste a picture'],
  commands: ['Ctrl K', 'Commands'],
  stage: ['Shift 1 – Shift 7', 'Stage (6 and 7: encoder, decoder)'],
  step: ['[ ]', 'Previous, next stage'],
  layout: ['L', 'Layout'],
  swap: ['X', 'Swap A and B'],
  split: ['1 2 3', 'Slider left, middle, right'],
  zoom: ['+ − 0 Z', 'Zoom in, out, fit, 100 %'],
  loupe: ['P', 'Loupe, pinned loupe, none'],
  pan: ['Space + drag', 'Pan, also while a region is marked'],
  crosshair: ['Arrows', 'Move the crosshair (Shift: by 8)'],
  region: ['R', 'Mark a region (arrows move, Shift resizes)'],
  link: ['K', 'Link views'],
  colours: ['C', 'Link colours'],
  values: ['V', 'Values 0 to 255, or −1 to 1'],
  raw: ['E', 'Before edits, while held'],
  mute: ['M', 'Mute the selected band'],
  solo: ['Alt M', 'Solo the selected band'],
  gain: ['G', 'Next gain'],
  clip: ['W', 'Hatch values beyond the scale'],
  inspector: ['I', 'Inspector'],
  undo: ['Ctrl Z', 'Undo an edit, or an opened picture'],
  redo: ['Ctrl Shift Z', 'Redo (or Ctrl Y)'],
  save: ['Ctrl S', 'Save the shown view'],
  stop: ['Esc', 'Stop a run, close, leave the tour, clear region or crosshair'],
  help: ['?', 'This help'],
} as const satisfies Readonly<Record<string, readonly [keys: string, action: string]>>;

/** What the help sheet lists. */
export const KEY_HELP = Object.values(KEYS);
