import { RequestError } from '../core/request-error.js'
import type { Field } from './fields.js'

/**
 * The value that a text means in a field, where people type it: on the command line, in a form. A path stays as it was typed.
 * Throws RequestError where the text is none of the field's type; what values are allowed is for the schema to say.
 */
export function parseFieldText(field: Field, text: string): unknown {
  switch (field.kind) {
    case 'boolean':
      return parseBoolean(text, field)
    case 'number':
      return parseNumber(text, field)
    case 'list':
      return parseList(text, field)
    case 'record':
      return parseRecord(text, field)
    case 'json':
      return parseJson(text, field)
    case 'path':
      // Ranges may stand in the place of a file that has them.
      return /^\s*[{[]/.test(text) ? parseJson(text, field) : text
    case 'text':
      return field.holdsNumbers && isNumber(text) ? Number(text) : text
    case 'choice':
    case 'time':
      return text
  }
}

/** The text that means a value in a field. */
export function fieldText({ kind }: Field, value: unknown): string {
  if (typeof value === 'string') return value
  if (kind === 'list' && Array.isArray(value)) return value.map(String).join(',')
  if (kind === 'record' && typeof value === 'object' && value !== null)
    return Object.entries(value)
      .map(([name, one]) => `${name}=${String(one)}`)
      .join(',')
  return JSON.stringify(value) ?? ''
}

/** What a key is called where people fill in a form: `Batch size` for `batchSize`. */
export function fieldLabel(key: string): string {
  const words = key.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
  return words.charAt(0).toUpperCase() + words.slice(1)
}

function parseBoolean(text: string, { key }: Field): boolean {
  if (text === 'true' || text === 'false') return text === 'true'
  throw new RequestError(`{${key}} is ${text}: expected true or false`)
}

/** Words between commas and blanks; paths may hold blanks, so that each has a line of its own. */
function parseList(text: string, field: Field): unknown[] {
  const parts = text.split(field.meaning === 'path' ? /\r?\n/ : /[\s,]+/).filter((part) => part.trim() !== '')
  return field.holdsNumbers ? parts.map((part) => parseNumber(part, field)) : parts.map((part) => part.trim())
}

function parseNumber(text: string, { key, isInteger }: Field): number {
  if (isInteger ? /^-?\d{1,15}$/.test(text) : isNumber(text)) return Number(text)
  throw new RequestError(`{${key}} is ${text}: expected a ${isInteger ? 'whole ' : ''}number`)
}

function isNumber(text: string): boolean {
  return /^-?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)
}

function parseRecord(text: string, field: Field): Record<string, unknown> {
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

function parseJson(text: string, { key }: Field): unknown {
  try {
    const value: unknown = JSON.parse(text)
    return value
  } catch {
    throw new RequestError(`{${key}} is ${text}: expected JSON`)
  }
}
