import type { LabelledSeries } from '../../assessment/scored-series.js'
import type { Candles } from '../../core/candles.js'
import { fillFrom } from '../../core/fill-from.js'
import { timeAt } from '../../core/grid.js'
import { labelsAt, type BaseDataset } from '../../datasets/base-dataset.js'
import { isEvent, type EventMask } from '../../datasets/event-sampler.js'
import { ordinalsOf, type BaseExtent, type SetRows } from '../../datasets/set-rows.js'

/** All of a scored series but the scores. */
export interface UnscoredSeries extends LabelledSeries {
  /** 1 where it is decided, for each row; without it everywhere. */
  readonly events?: Uint8Array | undefined
}

/** What a series is made of. */
export interface SeriesSource {
  readonly base: { readonly name: string }
  readonly candles: Pick<Candles, 'grid' | 'close'>
  readonly dataset: Pick<BaseDataset, 'targets'>
  readonly extent?: Pick<BaseExtent, 'events'>
}

/** Times, closes and labels of a base's rows in a set; its runs are the ranges. */
export function buildUnscoredSeries(source: SeriesSource, { runs }: Pick<SetRows, 'runs'>): UnscoredSeries {
  const { base, candles, dataset, extent } = source
  const ordinals = ordinalsOf(runs)
  const { grid, close } = candles
  const rowOf = (i: number): number => (ordinals[i] ?? 0) - grid.first
  let from = 0
  return {
    base: base.name,
    ranges: runs.map((run) => {
      const range = { from, to: from + run.to - run.from }
      from = range.to
      return range
    }),
    time: fillFrom(new Float64Array(ordinals.length), (i) => timeAt(grid, rowOf(i))),
    close: fillFrom(new Float64Array(ordinals.length), (i) => close[rowOf(i)] ?? Number.NaN),
    target: labelsAt(dataset, ordinals),
    events: extent?.events && eventsAt(extent.events, ordinals),
  }
}

function eventsAt(mask: EventMask, ordinals: Int32Array): Uint8Array {
  return fillFrom(new Uint8Array(ordinals.length), (i) => Number(isEvent(mask, ordinals[i] ?? 0)))
}

/** Scores of one base's rows, one column a class. */
export interface ScoreColumns {
  readonly hold: Float32Array
  readonly buy: Float32Array
  readonly sell: Float32Array
}

/**
 * The same scores, but hold is certain in every row that is no event: nothing is decided there, positions go on. Without
 * `events` each row is one.
 */
export function maskNonEvents({ hold, buy, sell }: ScoreColumns, events: Uint8Array | undefined): ScoreColumns {
  if (!events) return { hold, buy, sell }
  const onlyAtEvents = (values: Float32Array): Float32Array =>
    values.map((value, row) => (events[row] === 1 ? value : 0))
  return {
    hold: hold.map((value, row) => (events[row] === 1 ? value : 1)),
    buy: onlyAtEvents(buy),
    sell: onlyAtEvents(sell),
  }
}
