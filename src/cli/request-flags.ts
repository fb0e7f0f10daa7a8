import { resolve } from 'node:path'
import { Argument, Option, type Command } from 'commander'
import type { z } from 'zod'
import { fieldsOf, type Field } from '../config/fields.js'
import { flagName } from '../config/flag-name.js'
import { RequestError } from '../core/request-error.js'

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
  if (field.kind === 'boolean')
    return new Option(field.defaultValue === true ? `--no-${flag}` : `--${flag}`, helpOf(field))
  const option = new Option(`--${flag} <${field.placeholder ?? placeholderOf(field)}>`, helpOf(field))
  // A list may be given as one text with commas and as several options.
  if (field.kind === 'list') option.argParser((text: string, before: unknown) => [...listOf(before), text])
  if (field.group !== undefined) option.helpGroup(`${field.group}:`)
  if (field.isRequired) option.makeOptionMandatory()
  return option
}

function placeholderOf({ kind, unit }: Field): string {
  if (kind === 'number') return unit ?? 'number'
  if (kind === 'list') return 'names'
  if (kind === 'record') return 'list'
  return { choice: 'kind', time: 'time', path: 'file', text: 'text', json: 'json', boolean: '' }[kind]
}

function helpOf({ help, choices, defaultValue, otherwise }: Field): string {
  const allowed = choices.length > 0 ? `: ${choices.join(', ')}` : ''
  const known = otherwise ?? (typeof defaultValue === 'boolean' ? undefined : textOf(defaultValue))
  return `${help}${allowed}${known === undefined ? '' : ` (default: ${known})`}`
}

function textOf(value: unknown): string | undefined {
  if (value === undefined) return undefined
  return typeof value === 'string' ? value : Array.isArray(value) ? value.join(',') : JSON.stringify(value)
}

function valueOf(field: Field, given: unknown, cwd: string): unknown {
  if (field.kind === 'list') return listValue(field, given, cwd)
  if (typeof given !== 'string') return given
  if (field.kind === 'number') return numberOf(given, field)
  if (field.kind === 'record') return recordOf(given, field)
  if (field.kind === 'json') return jsonOf(given, field)
  if (field.kind === 'text' && field.holdsNumbers) return isNumber(given) ? Number(given) : given
  if (field.kind !== 'path') return given
  return /^\s*[{[]/.test(given) ? jsonOf(given, field) : resolve(cwd, given)
}

function listValue(field: Field, given: unknown, cwd: string): unknown[] {
  const texts = listOf(given)
  if (field.meaning === 'path') return texts.map((text) => pathOf(text, cwd))
  const parts = texts.flatMap((text) => text.split(/[\s,]+/)).filter((text) => text !== '')
  return field.holdsNumbers ? parts.map((text) => numberOf(text, field)) : parts
}

/** A path, or the path of a named file: `btc=FILE`. */
function pathOf(text: string, cwd: string): string {
  const [, name, file] = /^([A-Za-z0-9]+)=(.+)$/.exec(text) ?? []
  return name !== undefined && file !== undefined ? `${name}=${resolve(cwd, file)}` : resolve(cwd, text)
}

function listOf(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : typeof value === 'string' ? [value] : []
}

function numberOf(text: string, { key, isInteger }: Field): number {
  if (isInteger ? /^-?\d{1,15}$/.test(text) : isNumber(text)) return Number(text)
  throw new RequestError(`{${key}} is ${text}: expected a ${isInteger ? 'whole ' : ''}number`)
}

function isNumber(text: string): boolean {
  return /^-?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)
}

function recordOf(text: string, field: Field): Record<string, unknown> {
  const found = new Map<string, unknown>()
  for (const pair of text.split(',').filter((part) => part.trim() !== '')) {
    const [, name, value] = /^\s*(\w+)\s*=\s*(.+?)\s*$/.exec(pair) ?? []
    if (name === undefined || value === undefined || (field.holdsNumbers && !isNumber(value)))
      throw new RequestError(
        `{${field.key}} has ${pair.trim()}: expected name=${field.holdsNumbers ? 'number' : 'value'}`,
      )
    if (found.has(name)) throw new RequestError(`{${field.key}} has ${name} twice; give it once`)
    found.set(name, field.holdsNumbers ? Number(value) : value)
  }
  return Object.fromEntries(found)
}

function jsonOf(text: string, { key }: Field): unknown {
  try {
    const value: unknown = JSON.parse(text)
    return value
  } catch {
    throw new RequestError(`{${key}} is ${text}: expected JSON`)
  }
}
