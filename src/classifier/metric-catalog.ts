import { loadCatalog, type Catalog, type CatalogScope } from '../definitions/catalog.js'
import { isMetric, type Metric, type MetricInput } from './metric.js'
import { z } from 'zod'
import { functionSchema, idSchema, schemaError, type DefinitionError } from '../definitions/definition-error.js'
import { UserError } from '../core/errors.js'
import { runUserCode } from '../definitions/guard-definition.js'
import type { UserSource } from '../definitions/user-source.js'

/** Every metric there is: one file each in the folder `metrics`, and in the folder `metrics` of a workspace. */
export function metricCatalog(scope: CatalogScope = {}): Promise<Catalog<Metric>> {
  return loadCatalog(new URL('./metrics/', import.meta.url), 'metric', isMetric, {
    ...scope,
    folder: 'metrics',
    validate: metricError,
    guard: guardMetric,
  })
}

const schema = z.object(
  {
    id: idSchema,
    version: z.int().min(1),
    better: z.enum(['higher', 'lower'], 'expected higher or lower'),
    value: functionSchema,
  },
  'its default export is no metric: expected export default defineMetric({…})',
)

/** Why something is no metric; undefined where it is one. */
export function metricError(value: unknown): DefinitionError | undefined {
  return schemaError(schema, value)
}

/**
 * Wraps a metric so that what goes wrong in its `value` is a UserError that names file and line, and that it gets a copy of its
 * input: the columns belong to all epochs.
 */
export function guardMetric(metric: Metric, source: UserSource): Metric {
  return {
    ...metric,
    value: (input) => {
      const value: unknown = runUserCode(source, `value of ${metric.id}`, () => metric.value(copyOf(input)))
      if (typeof value === 'number' && Number.isFinite(value)) return value
      throw new UserError(
        `${source.placeOf(/\bvalue\b/)}: value of ${metric.id} returned ${String(value)}: expected a finite number`,
      )
    },
  }
}

/** With copies of what outlives the call; scores are made for each. */
function copyOf({ fee, parts }: MetricInput): MetricInput {
  return {
    fee,
    parts: parts.map((part) => ({
      ...part,
      ranges: part.ranges.map((range) => ({ ...range })),
      time: part.time.slice(),
      close: part.close.slice(),
      target: part.target.slice(),
    })),
  }
}
