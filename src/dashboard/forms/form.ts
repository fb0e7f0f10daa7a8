import type { z } from 'zod'
import { fieldLabel, fieldText, parseFieldText } from '../../config/field-text.js'
import { fieldsOf, type Field } from '../../config/fields.js'
import { listRequestErrors } from '../../config/resolve-request.js'
import { RequestError } from '../../core/request-error.js'
import type { RequestValues } from '../jobs/format-command.js'
import { FormError } from '../http/errors.js'
import type { FormChoice, FormField } from './api.js'

/** Which fields of a schema a form has. */
export interface FormScope {
  /** Only these. */
  readonly only?: readonly string[] | undefined
  /** All but these. */
  readonly omit?: readonly string[] | undefined
}

/** What is known of the fields of a form besides their schema, by key. */
export interface FormKnowledge {
  readonly choices?: Readonly<Record<string, readonly FormChoice[]>>
  /** What stands in a field at first. */
  readonly initial?: RequestValues
  /** What the configuration has in the place of a default. */
  readonly configured?: RequestValues
}

/** The fields of a form, made from the schema of its request. */
export function describeForm(schema: z.ZodObject, scope: FormScope, knowledge: FormKnowledge = {}): FormField[] {
  return fieldsIn(schema, scope).map((field) => {
    const { key, help, choices, isRequired, isInteger, unit, group } = field
    const initial = knowledge.initial?.[key]
    return {
      key,
      label: fieldLabel(key),
      kind: field.kind === 'list' && field.meaning === 'path' ? 'paths' : field.kind,
      help,
      otherwise: formatOtherwise(field, knowledge.configured?.[key]),
      initial: initial === undefined ? '' : fieldText(field, initial),
      choices: knowledge.choices?.[key] ?? choices.map((id) => ({ id, title: id })),
      isRequired,
      isInteger,
      ...(unit === undefined ? {} : { unit }),
      ...(group === undefined ? {} : { group }),
    }
  })
}

function formatOtherwise(field: Field, configured: unknown): string {
  if (configured !== undefined) return fieldText(field, configured)
  if (field.otherwise !== undefined || field.defaultValue === undefined) return field.otherwise ?? ''
  return fieldText(field, field.defaultValue)
}

/** The request that the texts of a form mean. Throws FormError with what is wrong with each field that is not valid. */
export function parseForm(
  schema: z.ZodObject,
  scope: FormScope,
  texts: Readonly<Record<string, string>>,
): RequestValues {
  const known = new Map(fieldsIn(schema, scope).map((field) => [field.key, field]))
  const request: Record<string, unknown> = {}
  const errors: RequestError[] = []
  for (const [key, text] of Object.entries(texts)) {
    const field = known.get(key)
    if (!field) throw new RequestError(`there is no field ${key}`)
    if (text.trim() === '') continue
    try {
      request[key] = parseFieldText(field, text.trim())
    } catch (error) {
      if (!(error instanceof RequestError)) throw error
      errors.push(error)
    }
  }
  const unread = new Set(errors.flatMap(({ keys }) => keys))
  const invalid = listRequestErrors(schema, request).filter(({ keys }) => !keys.some((key) => unread.has(key)))
  const all = [...errors, ...invalid]
  if (all.length > 0) throw new FormError(all)
  return request
}

function fieldsIn(schema: z.ZodObject, { only, omit = [] }: FormScope): Field[] {
  return fieldsOf(schema).filter(({ key }) => !omit.includes(key) && (only === undefined || only.includes(key)))
}
