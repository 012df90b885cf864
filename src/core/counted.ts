/** A count with its noun, such as '1 tile' and '2 tiles'; nouns whose plural takes an s. */
export function counted(count: number, noun: string): string {
  return `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`;
}
