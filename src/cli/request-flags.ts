import { resolve } from 'node:path'
import { Argument, Option, type Command } from 'commander'
import type { z } from 'zod'
import { fieldText, parseFieldText } from '../config/field-text.js'
import { fieldsOf, type Field } from '../config/fields.js'
import { flagName } from '../config/flag-name.js'

/** Adds the arguments and options of a request's fields, with the help of each; `omit` are keys that a front sets itself. */
export function addRequestFlags(command: Command, schema: z.ZodObject, omit: readonly string[] = []): void {
  for (const field of shownFields(schema, omit)) {
    if (field.isArgument) command.addArgument(argumentOf(field))
    else command.addOption(optionOf(field))
  }
}

/** The request that the arguments and options of a command line mean; what was not given is left out. */
export function requestOf(
  schema: z.ZodObject,
  { args, options, cwd }: { args: readonly unknown[]; options: Readonly<Record<string, unknown>>; cwd: string },
  omit: readonly string[] = [],
): Record<string, unknown> {
  const shown = shownFields(schema, omit)
  const given = [
    ...shown.filter(({ isArgument }) => isArgument).map((field, index) => [field, args[index]] as const),
    ...shown.filter(({ isArgument }) => !isArgument).map((field) => [field, options[optionKey(field)]] as const),
  ]
  const values = given.flatMap(([field, value]): [string, unknown][] => {
    if (value === undefined || (Array.isArray(value) && value.length === 0)) return []
    // Commander itself sets what `--no-…` would take back.
    if (value === true && field.defaultValue === true) return []
    return [[field.key, valueOf(field, value, cwd)]]
  })
  return Object.fromEntries(values)
}

/** How the command line calls a key of a request. */
export function flagOfKey(schema: z.ZodObject): (key: string) => string {
  const known = new Map(fieldsOf(schema).map((field) => [field.key, field]))
  return (key) => {
    const field = known.get(key)
    if (field?.isArgument) return `<${field.placeholder ?? field.key}>`
    return `--${flagName(field ?? { key })}`
  }
}

function shownFields(schema: z.ZodObject, omit: readonly string[]): Field[] {
  return fieldsOf(schema).filter(({ key }) => !omit.includes(key))
}

/** Key under which commander keeps the value of an option. */
function optionKey(field: Field): string {
  return flagName(field).replaceAll(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())
}

function argumentOf(field: Field): Argument {
  const name = `${field.placeholder ?? field.key}${field.kind === 'list' ? '...' : ''}`
  return new Argument(field.isRequired ? `<${name}>` : `[${name}]`, helpOf(field))
}

function optionOf(field: Field): Option {
  const flag = flagName(field)
  const option = new Option(flagsOf(field, flag), helpOf(field))
  // A list may be given as one text with commas and as several options.
  if (field.kind === 'list') option.argParser((text: string, before: unknown) => [...listOf(before), text])
  if (field.group !== undefined) option.helpGroup(`${field.group}:`)
  return option
}

function flagsOf(field: Field, flag: string): string {
  if (field.kind === 'boolean') return isTakenBack(field) ? `--no-${flag}` : `--${flag}`
  return `--${flag} <${field.placeholder ?? placeholderOf(field)}>`
}

/** What holds unless it is taken back: its help is a noun, such as `logistic regression`. */
function isTakenBack({ kind, defaultValue }: Field): boolean {
  return kind === 'boolean' && defaultValue === true
}

function placeholderOf({ kind, unit }: Field): string {
  if (kind === 'number') return unit ?? 'number'
  if (kind === 'list') return 'names'
  if (kind === 'record') return 'list'
  return { choice: 'kind', time: 'time', path: 'file', text: 'text', json: 'json', boolean: '' }[kind]
}

function helpOf(field: Field): string {
  const { choices, otherwise } = field
  const help = isTakenBack(field) ? `without ${field.help}` : field.help
  const allowed = choices.length > 0 ? `: ${choices.join(', ')}` : ''
  const known = otherwise ?? defaultText(field)
  if (field.isRequired && field.isArgument !== true) return `${help}${allowed} (required)`
  return `${help}${allowed}${known === undefined ? '' : ` (default: ${known})`}`
}

function defaultText(field: Field): string | undefined {
  const { defaultValue } = field
  return defaultValue === undefined || typeof defaultValue === 'boolean' ? undefined : fieldText(field, defaultValue)
}

function valueOf(field: Field, given: unknown, cwd: string): unknown {
  if (field.kind === 'list') return listOf(given).flatMap((text) => listPart(field, text, cwd))
  if (typeof given !== 'string') return given
  const value = parseFieldText(field, given)
  return field.kind === 'path' && typeof value === 'string' ? resolve(cwd, value) : value
}

function listPart(field: Field, text: string, cwd: string): unknown[] {
  if (field.meaning === 'path') return [pathOf(text, cwd)]
  const values = parseFieldText(field, text)
  return Array.isArray(values) ? values : []
}

/** A path, or the path of a named file: `btc=FILE`. */
function pathOf(text: string, cwd: string): string {
  const [, name, file] = /^([A-Za-z0-9]+)=(.+)$/.exec(text) ?? []
  return name !== undefined && file !== undefined ? `${name}=${resolve(cwd, file)}` : resolve(cwd, text)
}

function listOf(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : typeof value === 'string' ? [value] : []
}
