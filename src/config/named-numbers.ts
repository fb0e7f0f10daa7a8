import { UserError } from '../core/errors.js'

/**
 * Numbers by name, as an option has them: `l1=24,dropout=0.2`. `numberOf` reads a value; undefined is none. Throws UserError for
 * what is no such pair, and for a name that comes twice.
 */
export function namedNumbers(
  text: string,
  { option, expected, numberOf }: { option: string; expected: string; numberOf: (text: string) => number | undefined },
): Record<string, number> {
  const found = new Map<string, number>()
  for (const pair of text.split(',').filter((part) => part.trim() !== '')) {
    const [, name, value] = /^\s*(\w+)\s*=\s*(\S+)\s*$/.exec(pair) ?? []
    const number = value === undefined ? undefined : numberOf(value)
    if (name === undefined || number === undefined)
      throw new UserError(`${option} has ${pair.trim()}: expected ${expected}`)
    if (found.has(name)) throw new UserError(`${option} has ${name} twice; give it once`)
    found.set(name, number)
  }
  return Object.fromEntries(found)
}
