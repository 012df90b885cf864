/** A word of the page and what it means, in one or two sentences of plain English. */
export interface Term {
  readonly name: string;
  /** Other ways in which the page writes it. A form in small letters also stands for the same with capitals and for its plural with s. */
  readonly forms?: readonly string[];
  readonly text: string;
  /** Where docs/numbers.md has its formula: a heading, or the first bold words of a passage. */
  readonly formula?: string;
  /** Who explains it at length. */
  readonly source?: { readonly name: string; readonly href: string };
}
