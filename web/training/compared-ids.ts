/** Ids of the runs that an address compares. */
export function parseComparedIds(text: string): string[] {
  return [...new Set(text.split(',').filter((id) => id !== ''))]
}
