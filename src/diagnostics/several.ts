/** A number of things in words: `1 target`, `2 targets`. @param noun a noun whose plural ends in `s` */
export function several(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
