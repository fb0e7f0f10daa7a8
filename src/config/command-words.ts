import type { z } from 'zod'
import { fieldsOf, type Field } from './fields.js'
import { flagName } from './flag-name.js'

/** The words of a command line that means a request, behind the name of the program; defaults are left out. */
export function commandWords(
  command: string,
  schema: z.ZodObject,
  request: Readonly<Record<string, unknown>>,
): string[] {
  const given = fieldsOf(schema).filter(
    ({ key, defaultValue }) =>
      request[key] !== undefined && JSON.stringify(request[key]) !== JSON.stringify(defaultValue),
  )
  const words = (isArgument: boolean): string[] =>
    given
      .filter((field) => (field.isArgument ?? false) === isArgument)
      .flatMap((field) => wordsOf(field, request[field.key]))
  return [command, ...words(true), ...words(false)]
}

function wordsOf(field: Field, value: unknown): string[] {
  const flag = `--${flagName(field)}`
  if (field.kind === 'boolean') return value === true ? [flag] : [`--no-${flagName(field)}`]
  const isRepeated = Array.isArray(value) && field.meaning === 'path'
  const texts = isRepeated ? value.map(String) : [textOf(field, value)]
  return field.isArgument ? texts : texts.flatMap((text) => [flag, text])
}

function textOf({ kind }: Field, value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value)
  if (kind === 'list' && Array.isArray(value)) return value.map(String).join(',')
  if (kind !== 'record') return JSON.stringify(value)
  return Object.entries(value)
    .map(([name, one]) => `${name}=${String(one)}`)
    .join(',')
}
