import type { Metric } from '../../classifier/metric.js'
import { metricCatalog } from '../../classifier/metric-catalog.js'
import type { EpochRule, SelectionRule } from '../../classifier/select-epoch.js'
import { entryOf } from '../../definitions/catalog.js'
import { withSourceHash, type HashedDefinition } from '../../definitions/hashed-definition.js'

/** What the best epoch is chosen by. */
export interface Monitor {
  /** `gain`, `loss` or `metric:NAME`. */
  readonly name: string
  readonly rule: EpochRule
  readonly metric?: HashedDefinition<Metric>
}

/** Looks a choice up. Throws UserError where there is no such metric. */
export async function findMonitor(
  name: string,
  select: SelectionRule,
  workspace: string | undefined,
): Promise<Monitor> {
  if (name === 'gain') return { name, rule: select }
  if (name === 'loss') return { name, rule: 'loss' }
  const id = metricName(name) ?? name
  const metric = await withSourceHash(entryOf(await metricCatalog({ workspace, id }), 'metric', id))
  return { name, rule: metric.value.better, metric }
}

/** The metric that a choice names; undefined where it is none. */
export function metricName(choice: string): string | undefined {
  return /^metric:(.+)$/.exec(choice)?.[1]
}
