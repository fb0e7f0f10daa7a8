import type { z } from 'zod'
import { fieldText } from './field-text.js'
import { fieldsOf, type Field } from './fields.js'
import { flagName } from './flag-name.js'

/** Values of a request by their keys, as JSON has them. */
export type RequestValues = Readonly<Record<string, unknown>>

/** What does the same as a use case in a terminal. */
export interface CommandSpec {
  /** One word or more: `classifiers list`. */
  readonly command: string
  /** An option of the command line's own that is always given. */
  readonly commandFlag?: string
  readonly schema: z.ZodObject
}

/** The words of a command line that means a request, behind the name of the program; what is the default is left out. */
export function commandWords({ command, commandFlag, schema }: CommandSpec, request: RequestValues): string[] {
  const given = fieldsOf(schema).filter(({ key, defaultValue }) => differs(request[key], defaultValue))
  const options = given.filter(({ isArgument }) => !isArgument).flatMap((field) => optionOf(field, request[field.key]))
  const args = given.filter(({ isArgument }) => isArgument).flatMap((field) => argumentsOf(field, request[field.key]))
  const words = [...command.split(' '), ...(commandFlag === undefined ? [] : [`--${commandFlag}`])]
  // After -- nothing is taken for an option.
  if (args.some((arg) => arg.startsWith('-'))) return [...words, ...options, '--', ...args]
  return [...words, ...args, ...options]
}

function differs(value: unknown, defaultValue: unknown): boolean {
  if (value === undefined || (Array.isArray(value) && value.length === 0)) return false
  return JSON.stringify(value) !== JSON.stringify(defaultValue)
}

function optionOf(field: Field, value: unknown): string[] {
  const flag = flagName(field)
  if (field.kind === 'boolean') {
    if (value === true) return [`--${flag}`]
    return field.defaultValue === true ? [`--no-${flag}`] : []
  }
  // Paths may hold commas and blanks: each is an option of its own.
  if (field.meaning === 'path' && Array.isArray(value)) return value.flatMap((path) => [`--${flag}`, String(path)])
  return [`--${flag}`, fieldText(field, value)]
}

function argumentsOf(field: Field, value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [fieldText(field, value)]
}
