import type { Field } from './fields.js'

/** Name of the option of a field on the command line, without dashes: `class-weights` for `classWeights`. */
export function flagName({ key, flag }: Pick<Field, 'key' | 'flag'>): string {
  return flag ?? key.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
}
