/** The two meanings of an edit of bands, as they are named everywhere. */
export const MODE_OPTIONS = [
  { id: 'network', text: 'Edit what the network reads' },
  { id: 'picture', text: 'Keep bands consistent' },
] as const;
