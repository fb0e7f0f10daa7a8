import { RequestError } from '../../core/request-error.js'
import { isoMinute } from '../../core/time.js'
import { mergeCandles, type ConflictRule } from '../../store/candles/merge-candles.js'
import type { Candles } from '../../core/candles.js'
import type { OrderedCandles } from './order-candles.js'

/** Files of one market whose spans of time overlap, laid over each other. */
interface Cluster {
  readonly labels: readonly string[]
  readonly candles: Candles
}

/**
 * The candles of several files of one market, as few pieces that do not overlap, in the order of time; files that lie apart
 * stay apart, so that no memory is spent on the time between. Where two files contradict each other the later one in the
 * list wins with `new` and the earlier one with `stored`; else UserError names both and the first such minute.
 */
export function combineFiles(files: readonly OrderedCandles[], rule: ConflictRule): Candles[] {
  let clusters: Cluster[] = []
  for (const { label, candles } of files) {
    const touching = clusters.filter((cluster) => overlaps(cluster.candles, candles))
    let merged: Cluster = { labels: [label], candles }
    // Clusters do not overlap each other: only the new file can contradict any of them.
    for (const cluster of touching) merged = layOver(cluster, merged, rule)
    clusters = [...clusters.filter((cluster) => !touching.includes(cluster)), merged]
  }
  return clusters.map(({ candles }) => candles).sort((a, b) => a.grid.first - b.grid.first)
}

function overlaps(a: Candles, b: Candles): boolean {
  return a.grid.first < b.grid.first + b.grid.rows && b.grid.first < a.grid.first + a.grid.rows
}

function layOver(earlier: Cluster, later: Cluster, rule: ConflictRule): Cluster {
  const { candles = later.candles, conflicts } = mergeCandles(earlier.candles, later.candles, rule)
  const [ordinal] = conflicts
  if (rule === 'refuse' && ordinal !== undefined) {
    const time = isoMinute(candles.grid.calendar.timeAt(ordinal))
    throw new RequestError(
      `${later.labels.at(0)} contradicts ${earlier.labels.join(' or ')} at ${time} (${conflicts.length} minutes differ); choose with {conflict} stored (the first file wins) or {conflict} new (the last one wins)`,
    )
  }
  return { labels: [...earlier.labels, ...later.labels], candles }
}
