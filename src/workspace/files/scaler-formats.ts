import { parse } from 'csv-parse/sync'
import { z } from 'zod'
import { messageOf } from '../../core/errors.js'
import { RequestError } from '../../core/request-error.js'

/** Center and scale of each column, with their names where the file gives them. */
export interface ScalerValues {
  readonly names?: readonly string[] | undefined
  readonly center: readonly number[]
  readonly scale: readonly number[]
}

const numbers = z.array(z.number())
const names = z.array(z.string()).optional()
const plain = z.object({ columns: names, center: numbers, scale: numbers })

/** scikit-learn's StandardScaler has a mean; its MinMaxScaler multiplies by its scale and adds its minimum. */
const forms = z.union([
  plain,
  z
    .object({ columns: names, mean: numbers, scale: numbers })
    .transform(({ columns, mean, scale }) => ({ columns, center: mean, scale })),
  z
    .object({ columns: names, mean: numbers, std: numbers })
    .transform(({ columns, mean, std }) => ({ columns, center: mean, scale: std })),
  z.object({ columns: names, min: numbers, scale: numbers }).transform(({ columns, min, scale }) => ({
    columns,
    center: min.map((least, index) => -least / (scale[index] ?? 1)),
    scale: scale.map((factor) => 1 / factor),
  })),
])

const scalerSchema = z.preprocess(normalizeNames, forms)

/** scikit-learn's attributes end in an underscore, and it has a name of its own for the columns. */
function normalizeNames(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  const entries = Object.entries(value).map(([name, one]): [string, unknown] => [name.replace(/_$/, ''), one])
  return Object.fromEntries(entries.map(([name, one]) => [name === 'feature_names_in' ? 'columns' : name, one]))
}

const byBaseSchema = z.record(z.string(), scalerSchema)

/** Scalers by base; under no name that of every base. */
export type ScalersByBase = ReadonlyMap<string | undefined, ScalerValues>

/** What JSON, or the arrays of a file of numpy, say of scalers; undefined where they say nothing of them. */
export function parseScalers(value: unknown): ScalersByBase | undefined {
  const one = scalerSchema.safeParse(value)
  if (one.success) return new Map([[undefined, toScalerValues(one.data)]])
  const many = byBaseSchema.safeParse(value)
  if (!many.success || Object.keys(many.data).length === 0) return undefined
  return new Map(Object.entries(many.data).map(([base, scaler]) => [base.toLowerCase(), toScalerValues(scaler)]))
}

function toScalerValues({ columns, center, scale }: z.output<typeof plain>): ScalerValues {
  return { names: columns, center, scale }
}

const numberText = z
  .string()
  .trim()
  .regex(/^[-+]?[\d.]+(?:e[-+]?\d+)?$/i)
  .transform(Number)
const linesSchema = z.array(
  z.object({ feature: z.string().optional(), base: z.string().optional(), center: numberText, scale: numberText }),
)

/** What the columns may be called. */
const CSV_NAMES: Readonly<Record<string, string>> = { column: 'feature', name: 'feature', mean: 'center', std: 'scale' }

/** Lines of center and scale, with the feature's name and the base where there are several. */
export function parseScalerCsv(text: string, file: string): ScalersByBase {
  const parsed = linesSchema.safeParse(parseRecords(text, file))
  if (!parsed.success || parsed.data.length === 0) {
    throw new RequestError(
      `{scaler}: ${file} is not lines of feature,center,scale (or base,feature,center,scale) under a line with these names`,
    )
  }
  const bases = new Set(parsed.data.map(baseOf))
  return new Map([...bases].map((base) => [base, scalerOfLines(parsed.data.filter((line) => baseOf(line) === base))]))
}

type Line = z.output<typeof linesSchema>[number]

function baseOf({ base }: Line): string | undefined {
  return base?.toLowerCase()
}

function scalerOfLines(lines: readonly Line[]): ScalerValues {
  const named = lines.every(({ feature }) => feature !== undefined)
  return {
    names: named ? lines.flatMap(({ feature }) => feature ?? []) : undefined,
    center: lines.map(({ center }) => center),
    scale: lines.map(({ scale }) => scale),
  }
}

function parseRecords(text: string, file: string): unknown {
  try {
    const records: unknown = parse(text, {
      columns: (names: string[]) =>
        names.map((name) => CSV_NAMES[name.trim().toLowerCase()] ?? name.trim().toLowerCase()),
      skip_empty_lines: true,
      bom: true,
    })
    return records
  } catch (error) {
    throw new RequestError(`{scaler}: ${file} is not a csv table (${messageOf(error)})`)
  }
}
