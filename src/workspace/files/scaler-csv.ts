import { parse } from 'csv-parse/sync'
import { z } from 'zod'
import { UserError, messageOf } from '../../core/errors.js'
import type { GivenScaler, GivenScalers } from './given-scaler.js'

const number = z
  .string()
  .trim()
  .regex(/^[-+]?[\d.]+(?:e[-+]?\d+)?$/i)
  .transform(Number)
const linesSchema = z.array(
  z.object({ feature: z.string().optional(), base: z.string().optional(), center: number, scale: number }),
)

/** What the columns may be called. */
const NAMES: Readonly<Record<string, string>> = { column: 'feature', name: 'feature', mean: 'center', std: 'scale' }

/** Lines of center and scale, with the feature's name and the base where there are several. */
export function scalersInCsv(text: string, file: string): GivenScalers {
  const parsed = linesSchema.safeParse(recordsIn(text, file))
  if (!parsed.success || parsed.data.length === 0) {
    throw new UserError(
      `--scaler: ${file} is not lines of feature,center,scale (or base,feature,center,scale) under a line with these names`,
    )
  }
  const bases = new Set(parsed.data.map(baseOf))
  return new Map([...bases].map((base) => [base, scalerOf(parsed.data.filter((line) => baseOf(line) === base))]))
}

type Line = z.output<typeof linesSchema>[number]

function baseOf({ base }: Line): string | undefined {
  return base?.toLowerCase()
}

function scalerOf(lines: readonly Line[]): GivenScaler {
  const named = lines.every(({ feature }) => feature !== undefined)
  return {
    names: named ? lines.flatMap(({ feature }) => feature ?? []) : undefined,
    center: lines.map(({ center }) => center),
    scale: lines.map(({ scale }) => scale),
  }
}

function recordsIn(text: string, file: string): unknown {
  try {
    const records: unknown = parse(text, {
      columns: (names: string[]) => names.map((name) => NAMES[name.trim().toLowerCase()] ?? name.trim().toLowerCase()),
      skip_empty_lines: true,
      bom: true,
    })
    return records
  } catch (error) {
    throw new UserError(`--scaler: ${file} is not a csv table (${messageOf(error)})`)
  }
}
