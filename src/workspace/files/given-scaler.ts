import { z } from 'zod'

/** Center and scale of each column, with their names where the file gives them. */
export interface GivenScaler {
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

const scalerSchema = z.preprocess(plainNames, forms)

/** scikit-learn's attributes end in an underscore, and it has a name of its own for the columns. */
function plainNames(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  const entries = Object.entries(value).map(([name, one]): [string, unknown] => [name.replace(/_$/, ''), one])
  return Object.fromEntries(entries.map(([name, one]) => [name === 'feature_names_in' ? 'columns' : name, one]))
}

const byBaseSchema = z.record(z.string(), scalerSchema)

/** Scalers by base; under no name that of every base. */
export type GivenScalers = ReadonlyMap<string | undefined, GivenScaler>

/** What JSON, or the arrays of a file of numpy, say of scalers; undefined where they say nothing of them. */
export function givenScalers(value: unknown): GivenScalers | undefined {
  const one = scalerSchema.safeParse(value)
  if (one.success) return new Map([[undefined, scalerFrom(one.data)]])
  const many = byBaseSchema.safeParse(value)
  if (!many.success || Object.keys(many.data).length === 0) return undefined
  return new Map(Object.entries(many.data).map(([base, scaler]) => [base.toLowerCase(), scalerFrom(scaler)]))
}

function scalerFrom({ columns, center, scale }: z.output<typeof plain>): GivenScaler {
  return { names: columns, center, scale }
}
