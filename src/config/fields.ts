import { z } from 'zod'

/** What people are told of a field of a request: on the command line, in the configuration, in a form. */
export interface FieldInfo {
  /** A part of a sentence that stands alone: `epochs without a better validation gain after which the fit ends`. */
  readonly help: string
  /** What holds where the field is left out and has no default of its own: `the bases of the workspace`. */
  readonly otherwise?: string
  /** Plural noun: `epochs`. */
  readonly unit?: string
  /** Heading under which fields are shown together. */
  readonly group?: string
  /** What stands in an option's angle brackets; by default it follows from the type of the field. */
  readonly placeholder?: string
  /** Name of the option where it is not the key of the field: `base` for `bases`. */
  readonly flag?: string
  /** What a text means: a path is relative to the folder of the workspace, a time is ISO 8601 in UTC. */
  readonly meaning?: 'path' | 'time'
  /** Whether the field is a positional argument of the command. */
  readonly isArgument?: boolean
}

/** The fields of all requests: `z.int().min(1).default(10).register(fields, { help, unit })`. */
export const fields = z.registry<FieldInfo>()

export type FieldKind = 'boolean' | 'number' | 'text' | 'choice' | 'list' | 'record' | 'time' | 'path' | 'json'

/** A field as a front needs it. */
export interface Field extends FieldInfo {
  readonly key: string
  readonly kind: FieldKind
  readonly isRequired: boolean
  readonly isInteger: boolean
  readonly defaultValue: unknown
  /** Values that are allowed, of a choice or of a list of choices. */
  readonly choices: readonly string[]
  /** Of a list or a record: whether its values are numbers; of a choice between texts and a number: true. */
  readonly holdsNumbers: boolean
}

/** The fields of a request's schema in their order. Throws Error for one that is not registered: a front could not show it. */
export function fieldsOf(schema: z.ZodObject): Field[] {
  return Object.entries<z.core.$ZodType>(schema.shape).map(([key, type]) => {
    const info = fields.get(type)
    if (!info) throw new Error(`the field ${key} has no help text; register it with fields`)
    return { ...info, key, ...describeType(type, info) }
  })
}

function describeType(type: z.core.$ZodType, info: FieldInfo): Omit<Field, keyof FieldInfo | 'key'> {
  const { inner, isRequired, defaultValue } = unwrap(type)
  const values = inner instanceof z.ZodArray ? inner.element : inner instanceof z.ZodRecord ? inner.valueType : inner
  return {
    kind: info.meaning && !(inner instanceof z.ZodArray) ? info.meaning : kindOf(inner),
    isRequired,
    defaultValue,
    isInteger: values instanceof z.ZodNumber && values.format === 'safeint',
    choices: values instanceof z.ZodEnum ? values.options.map(String) : [],
    holdsNumbers: values instanceof z.ZodNumber || isNumberOrLiteral(values),
  }
}

/** Such as `stepped` or a number; an amount of money, which may be any text of digits, stays text. */
function isNumberOrLiteral(type: z.core.$ZodType): boolean {
  if (!(type instanceof z.ZodUnion)) return false
  return (
    type.options.some((one) => one instanceof z.ZodNumber) && !type.options.some((one) => one instanceof z.ZodString)
  )
}

function unwrap(type: z.core.$ZodType): { inner: z.core.$ZodType; isRequired: boolean; defaultValue: unknown } {
  if (type instanceof z.ZodDefault)
    return { inner: type.unwrap(), isRequired: false, defaultValue: type.def.defaultValue }
  if (type instanceof z.ZodOptional || type instanceof z.ZodExactOptional)
    return { inner: type.unwrap(), isRequired: false, defaultValue: undefined }
  return { inner: type, isRequired: true, defaultValue: undefined }
}

function kindOf(type: z.core.$ZodType): FieldKind {
  if (type instanceof z.ZodBoolean) return 'boolean'
  if (type instanceof z.ZodNumber) return 'number'
  if (type instanceof z.ZodEnum) return 'choice'
  if (type instanceof z.ZodArray) return type.element instanceof z.ZodArray ? 'json' : 'list'
  if (type instanceof z.ZodRecord) return 'record'
  if (type instanceof z.ZodString) return 'text'
  // A union that a text belongs to is given as text: `stepped` or a number, a file or ranges.
  return type instanceof z.ZodUnion ? 'text' : 'json'
}
