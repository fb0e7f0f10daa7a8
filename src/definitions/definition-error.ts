import { z } from 'zod'
import { CANDLE_COLUMNS } from '../core/candles.js'

/** What is wrong with something that should be a definition. */
export interface DefinitionError {
  /** The property that is wrong; empty where it is the whole value, or is missing. */
  readonly key: string
  /** `its history is -1: expected …`. */
  readonly text: string
}

/** A property that must be a function; its arguments are checked by the compiler of whoever wrote it. */
export const functionSchema = z.custom<unknown>((value) => typeof value === 'function', 'expected a function')

/** An id that can be the name of a file. */
export const idSchema = z.string().regex(/^[A-Za-z]\w{0,99}$/, 'expected letters, digits and underscores')

const readsSchema = z
  .array(z.enum(CANDLE_COLUMNS, `expected ${CANDLE_COLUMNS.join(', ')}`))
  .refine((names) => new Set(names).size === names.length, 'expected each column once')

/** What a feature set and a target have in common. */
export const definitionShape = {
  id: idSchema,
  version: z.int().min(1),
  history: z.int().min(0),
  reads: readsSchema.optional(),
  needs: z.array(z.string().regex(/^[a-z0-9]+$/, 'expected a base in lower case such as btc')).optional(),
  compute: functionSchema,
}

/** The first thing in which a value differs from a schema. */
export function schemaError(schema: z.ZodType, value: unknown): DefinitionError | undefined {
  const [issue] = schema.safeParse(value).error?.issues ?? []
  if (!issue) return undefined
  const [first] = issue.path
  if (first === undefined) return { key: '', text: issue.message }
  const there = valueAt(value, issue.path)
  const key = there === undefined ? '' : String(first)
  return { key, text: `its ${pathText(issue.path)} is ${shown(there)}: ${expectation(issue)}` }
}

function pathText(path: readonly PropertyKey[]): string {
  return path.map((part, i) => (typeof part === 'number' ? `[${part}]` : `${i > 0 ? '.' : ''}${String(part)}`)).join('')
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (inner, key) =>
      typeof inner === 'object' && inner
        ? Object.entries(inner).find(([name]) => name === String(key))?.[1]
        : undefined,
    value,
  )
}

function shown(value: unknown): string {
  if (value === undefined) return 'missing'
  if (typeof value === 'function') return 'a function'
  if (typeof value === 'number' || typeof value === 'symbol') return String(value)
  return typeof value === 'bigint' ? `${value}n` : jsonOf(value).slice(0, 60)
}

/** JSON where a value has one: circles and what is not of JSON have none. */
function jsonOf(value: unknown): string {
  try {
    return JSON.stringify(value)
  } catch {
    return 'an object'
  }
}

function expectation(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_type') return `expected ${issue.expected === 'int' ? 'a whole number' : issue.expected}`
  if (issue.code === 'too_small' && issue.origin === 'number')
    return `expected a whole number, at least ${issue.minimum}`
  return issue.message
}
