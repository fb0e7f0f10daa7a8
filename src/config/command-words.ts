import type { z } from 'zod'
import { fieldsOf, type Field } from './fields.js'
import { flagName } from './flag-name.js'

/** Values of a request by their keys, as JSON has them. */
export type RequestValues = Readonly<Record<string, unknown>>

/** The words of a command line that means a request, behind the name of the program; what is the default is left out. */
export function commandWords(command: string, schema: z.ZodObject, request: RequestValues): string[] {
  const given = fieldsOf(schema).filter(({ key, defaultValue }) => differs(request[key], defaultValue))
  const options = given.filter(({ isArgument }) => !isArgument).flatMap((field) => optionOf(field, request[field.key]))
  const args = given.filter(({ isArgument }) => isArgument).flatMap(({ key }) => textsOf(request[key]))
  // After -- nothing is taken for an option.
  const end = args.some((arg) => arg.startsWith('-')) ? ['--'] : []
  return [command, ...options, ...end, ...args]
}

function differs(value: unknown, defaultValue: unknown): boolean {
  if (value === undefined || (Array.isArray(value) && value.length === 0)) return false
  return JSON.stringify(value) !== JSON.stringify(defaultValue)
}

function optionOf(field: Field, value: unknown): string[] {
  const option = `--${flagName(field)}`
  if (typeof value === 'boolean' && field.kind === 'boolean') {
    if (value) return [option]
    return field.defaultValue === true ? [`--no-${flagName(field)}`] : []
  }
  const texts = field.kind === 'record' ? [recordText(value)] : textsOf(value)
  // Paths may hold commas and blanks: each is an option of its own.
  if (field.meaning === 'path') return texts.flatMap((text) => [option, text])
  return [option, texts.join(',')]
}

function textsOf(value: unknown): string[] {
  return Array.isArray(value) && value.every((one) => typeof one !== 'object') ? value.map(String) : [textOf(value)]
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '')
}

/** `l1=24,l2=16` */
function recordText(value: unknown): string {
  const entries = typeof value === 'object' && value !== null ? Object.entries(value) : []
  return entries.map(([name, one]) => `${name}=${textOf(one)}`).join(',')
}
