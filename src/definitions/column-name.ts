/** `timestamp` is the column of times in every file, and an object has `__proto__` before it is given one. */
const TAKEN: readonly string[] = ['timestamp', '__proto__']

/** Why a column cannot be called so, as the rest of a sentence; undefined where it can: any text that fits a cell of CSV. */
export function columnNameError(name: unknown): string | undefined {
  if (typeof name !== 'string' || !/^[^\p{Cc},"]+$/u.test(name)) {
    return `${JSON.stringify(name) ?? String(name)}: expected a text without commas, quotes and line breaks`
  }
  return TAKEN.includes(name) ? `${name}, which is taken: give it another name` : undefined
}
