import { z } from 'zod'
import { fieldsOf } from './fields.js'
import { expectedBy } from './issue-text.js'
import { RequestError } from '../core/request-error.js'

/** Where a value of a resolved request came from, the strongest first. */
export const SOURCES = ['call', 'net', 'config', 'default'] as const
export type Source = (typeof SOURCES)[number]

/** Values of one source; those that are undefined are left out. */
export interface RequestLayer {
  readonly source: Exclude<Source, 'default'>
  readonly values: Readonly<Record<string, unknown>>
  /** How people call a key of this source: `training.patience` in the configuration. */
  readonly nameOf?: (key: string) => string
}

export interface ResolvedRequest<Schema extends z.ZodObject> {
  readonly request: z.output<Schema>
  /** By key; a key that has no value is absent. */
  readonly sources: Readonly<Record<string, Source>>
}

/**
 * Lays call over net over configuration over the defaults of the schema, whatever the order of `layers`. Throws RequestError for
 * an unknown key, a wrong type and a value out of range: it names the key, the value, and what is allowed.
 */
export function resolveRequest<Schema extends z.ZodObject>(
  schema: Schema,
  layers: readonly RequestLayer[],
): ResolvedRequest<Schema> {
  const merged = new Map<string, { readonly value: unknown; readonly layer: RequestLayer }>()
  const weakestFirst = [...layers].sort((a, b) => SOURCES.indexOf(b.source) - SOURCES.indexOf(a.source))
  for (const layer of weakestFirst)
    for (const [key, value] of Object.entries(layer.values)) if (value !== undefined) merged.set(key, { value, layer })
  const values = Object.fromEntries([...merged].map(([key, { value }]) => [key, value]))
  const parsed = schema.safeParse(values)
  if (!parsed.success) throw requestErrorOf(schema, parsed.error, values, (key) => merged.get(key)?.layer)
  const sources = Object.keys(parsed.data).map((key): [string, Source] => [
    key,
    merged.get(key)?.layer.source ?? 'default',
  ])
  return { request: parsed.data, sources: Object.fromEntries(sources) }
}

/** The request of a call alone, with defaults. Throws RequestError as `resolveRequest` does. */
export function parseRequest<Schema extends z.ZodObject>(schema: Schema, values: z.input<Schema>): z.output<Schema> {
  return resolveRequest(schema, [{ source: 'call', values: Object.fromEntries(Object.entries(values)) }]).request
}

/** The same values, known to be a request of this schema. Throws RequestError as `resolveRequest` does. */
export function requireRequest<Schema extends z.ZodObject>(schema: Schema, values: unknown): z.input<Schema> {
  if (isRequest(schema, values)) return values
  const { error } = schema.safeParse(values)
  throw error ? requestErrorOf(schema, error, values, () => undefined) : new RequestError('the request is not valid')
}

/**
 * What is wrong with values that are to be a request of this schema, an error for each field that is to blame; none where they are
 * one.
 */
export function listRequestErrors(schema: z.ZodObject, values: Readonly<Record<string, unknown>>): RequestError[] {
  const { error } = schema.safeParse(values)
  const byField = new Map<string, z.core.$ZodIssue>()
  for (const issue of error?.issues ?? []) {
    const key = String(issue.path[0] ?? '')
    if (!byField.has(key)) byField.set(key, issue)
  }
  return [...byField.values()].map((issue) => describeIssue(issue, { schema, values, issues: [issue] }))
}

function isRequest<Schema extends z.ZodObject>(schema: Schema, values: unknown): values is z.input<Schema> {
  return schema.safeParse(values).success
}

function requestErrorOf(
  schema: z.ZodObject,
  { issues }: z.ZodError,
  values: unknown,
  layerOf: (key: string) => RequestLayer | undefined,
): RequestError {
  // A name that is spelt wrong is told before what is missing because of it.
  const issue = issues.find(({ code }) => code === 'unrecognized_keys') ?? issues[0]
  if (!issue) return new RequestError('the request is not valid')
  return describeIssue(issue, { schema, values, issues, layerOf })
}

interface IssueScope {
  readonly schema: z.ZodObject
  readonly values: unknown
  /** Fields that are missing are told together. */
  readonly issues: readonly z.core.$ZodIssue[]
  readonly layerOf?: (key: string) => RequestLayer | undefined
}

function describeIssue(issue: z.core.$ZodIssue, { schema, values, issues, layerOf }: IssueScope): RequestError {
  const [first, ...rest] = issue.path.map(String)
  if (first === undefined) {
    return issue.code === 'unrecognized_keys'
      ? new RequestError(`there is no option ${issue.keys.join(', ')}; allowed are ${keysAt(schema, []).join(', ')}`)
      : new RequestError(`the request is ${shown(values)}: expected an object`)
  }
  const layer = layerOf?.(first)
  const inside = rest.length > 0 ? `.${rest.join('.')}` : ''
  const name = `${layer?.nameOf ? layer.nameOf(first) : `{${first}}`}${inside}`
  if (issue.code === 'unrecognized_keys')
    return new RequestError(
      `${name} has ${issue.keys.join(', ')}: allowed are ${keysAt(schema, issue.path).join(', ')}`,
    )
  const value = valueAt(values, issue.path)
  if (value === undefined && rest.length === 0) return missingFieldsError(schema, issues, values)
  if (value === undefined) return new RequestError(`${name} is missing: ${expectedBy(issue)}`)
  return new RequestError(`${name} is ${shown(value)}: ${expectedBy(issue)}`)
}

/** Names every field that is missing, each with what it is. */
function missingFieldsError(schema: z.ZodObject, issues: readonly z.core.$ZodIssue[], values: unknown): RequestError {
  const missing = new Set(
    issues
      .filter(({ path }) => path.length === 1 && valueAt(values, path) === undefined)
      .map(({ path }) => String(path[0])),
  )
  const named = fieldsOf(schema).filter(({ key }) => missing.has(key))
  const keys = named.map(({ key }) => `{${key}}`).join(' and ')
  const helps = named.map(({ help }) => help).join('; ')
  return new RequestError(`${keys} ${named.length === 1 ? 'is' : 'are'} missing: ${helps}`)
}

/** Keys that the object at a path of the schema may have. */
function keysAt(type: z.core.$ZodType, path: readonly PropertyKey[]): string[] {
  if (type instanceof z.ZodDefault || type instanceof z.ZodOptional) return keysAt(type.unwrap(), path)
  const [key, ...rest] = path
  if (type instanceof z.ZodObject) {
    const shape: Readonly<Record<string, z.core.$ZodType>> = type.shape
    const inner = key === undefined ? undefined : shape[String(key)]
    return key === undefined ? Object.keys(shape) : inner ? keysAt(inner, rest) : []
  }
  return type instanceof z.ZodRecord && type.keyType instanceof z.ZodEnum ? type.keyType.options.map(String) : []
}

function shown(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value))
}

function valueAt(values: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((value, key) => {
    if (typeof value !== 'object' || value === null) return undefined
    return Object.entries(value).find(([name]) => name === String(key))?.[1]
  }, values)
}
