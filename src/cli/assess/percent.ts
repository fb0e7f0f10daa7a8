/** A share as per cent, without its sign where it rounds to zero. */
export function percent(share: number, digits = 2): string {
  return (100 * share).toFixed(digits).replace(/^-(0\.0+)$/, '$1')
}
