import type { ThresholdPair } from '../../assessment/assessment.js'
import { keepCommonMinutes } from '../../assessment/comparison/common-minutes.js'
import {
  compareScores,
  type ComparedScores,
  type ComparisonOptions,
} from '../../assessment/comparison/compare-scores.js'
import type { Comparison } from '../../assessment/comparison/comparison.js'
import type { ScoredSeries } from '../../assessment/scored-series.js'
import { RequestError } from '../../core/request-error.js'
import { isoMinute } from '../../core/time.js'
import type { WorkspaceContext } from '../context.js'
import { recordCell } from '../ledger/record-cell.js'
import type { ScoredRows } from './result.js'

/** An assessed classifier, and those that it is compared with. */
export interface ComparisonRequest extends Pick<ComparisonOptions, 'trading' | 'seed'> {
  readonly scores: Pick<ScoredRows, 'series' | 'source'>
  readonly cell: ThresholdPair
  /** Names, or paths of folders. */
  readonly against: readonly string[]
  /** Gives the scores of one of them, as far as the seal lets them pass. */
  readonly load: (classifier: string) => Promise<ScoredRows>
}

/**
 * Compares a classifier with others, with each on the minutes of both. The cell of each of them counts as one that was looked at. Throws
 * RequestError where two have no minute in common, and as `load` does.
 */
export async function compareClassifiers(request: ComparisonRequest, context: WorkspaceContext): Promise<Comparison> {
  const { scores, against, load, ...options } = request
  const { source } = scores
  const others: (ComparedScores & { readonly loaded: ScoredRows })[] = []
  for (const classifier of against) {
    const loaded = await load(classifier)
    const { name } = loaded.source
    if (name === source.name || others.some((other) => other.name === name))
      throw new RequestError(`{against} names ${name} twice, or what it is compared with; name each classifier once`)
    const common = keepCommonMinutes(scores.series, loaded.series)
    if (common.minutes === 0) throw noCommonMinutes({ name: source.name, series: scores.series }, { ...loaded, name })
    others.push({ name, common, cell: loaded.cell, loaded })
  }
  const comparison = compareScores(others, {
    ...options,
    name: source.name,
    inHindsight: source.cellChosenBy === 'hindsight',
    optimistic: source.usedForSelection !== 'no',
  })
  for (const [index, { second }] of comparison.pairs.entries()) {
    const other = others[index]
    if (!other) continue
    await recordCell(
      {
        ...second.cell,
        classifier: other.name,
        set: source.set ?? 'predictions',
        selectedBy: second.inHindsight ? 'hindsight' : 'validation',
        epochs: other.loaded.history.length,
        series: other.common.second,
        exits: options.trading.exits,
      },
      context,
    )
  }
  return comparison
}

interface NamedSeries {
  readonly name: string
  readonly series: readonly ScoredSeries[]
}

function noCommonMinutes(first: NamedSeries, second: NamedSeries): RequestError {
  return new RequestError(
    `${spanText(first)} and ${spanText(second)}: they have no minute of a base in common to be compared on; choose another {set}, or train both with the same sets and bases`,
  )
}

function spanText({ name, series }: NamedSeries): string {
  const spans = series.map(
    ({ base, time }) => `${base} from ${isoMinute(time[0] ?? 0)} to ${isoMinute(time.at(-1) ?? 0)}`,
  )
  return `${name} has ${spans.join(', ')}`
}
