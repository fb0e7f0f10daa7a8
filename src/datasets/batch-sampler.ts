import { UserError } from '../core/errors.js'
import { createRng, shuffle, type Rng } from '../core/rng.js'
import { openBuckets, type Buckets } from './shuffle-buckets.js'

/** Stream number of the class lists among all random streams of one seed. */
const SHUFFLE_STREAM = 0x5bd1

/** The rows of the batches of each epoch. It has no state but a cache: any worker can make any part of any epoch. */
export interface BatchSampler {
  readonly batchSize: number
  readonly stepsPerEpoch: number
  /**
   * Rows of the steps `firstStep … firstStep + steps − 1` of an epoch, one batch after the other. The bits follow from
   * (seed, epoch, step) alone, whatever was requested before. Steps may go on past the end of the epoch.
   * @param into memory for them, at least as long
   */
  rows(epoch: number, firstStep: number, steps: number, into?: Int32Array): Int32Array
}

export interface BatchOptions {
  /** Names of the classes; a label is an index into them. */
  readonly classes: readonly string[]
  readonly batchSize: number
  readonly seed: number
  /** What the labels are of, for messages: `training set of fil, near`. */
  readonly source: string
  /** How often each row is drawn, relative to the others of its class; one of 0 never is. Default: all alike. */
  readonly weights?: Float32Array | undefined
  /** The rows that may be drawn at all, ascending. Default: all. */
  readonly among?: Int32Array | undefined
}

/** Number of rows of each class. */
export function countClasses(labels: Uint8Array, classes: number): number[] {
  const counts = new Float64Array(classes)
  for (const label of labels) counts[label] = (counts[label] ?? 0) + 1
  return [...counts]
}

/**
 * Batches in which every class comes equally often, all bases pooled: position p of an epoch takes the next row of class
 * p mod classes from that class's list, which is shuffled once an epoch and begun again at its end. An epoch is as long
 * as the largest class needs to be seen once. With weights the list is drawn anew each epoch, as long as it was. Throws
 * UserError where a class has no rows.
 */
export function createBalancedBatches(labels: Uint8Array, options: BatchOptions): BatchSampler {
  const lists = [...countUsableRows(labels, options)].map((count) => new Int32Array(count))
  return batchesOf(lists, (places) => fillLists(lists, labels, options, places), options)
}

/**
 * Batches in which every row comes once an epoch, all classes in one list; otherwise as the balanced ones. Throws UserError
 * where a class has no rows.
 */
export function createNaturalBatches(labels: Uint8Array, options: BatchOptions): BatchSampler {
  const used = countUsableRows(labels, options).reduce((sum, count) => sum + count, 0)
  const lists = [new Int32Array(used)]
  return batchesOf(lists, (places) => fillLists(lists, labels, options, places), options)
}

/**
 * Batches that take rows from each list in turn. There is one copy of the lists, which `refill` writes anew for each epoch:
 * they are most of what training takes beside its data.
 */
function batchesOf(
  lists: readonly Int32Array[],
  refill: (places: readonly (Buckets | undefined)[]) => void,
  { batchSize, seed, weights }: BatchOptions,
): BatchSampler {
  const largest = Math.max(...lists.map((list) => list.length))
  const shuffledOf = cacheLast((epoch) => {
    const words = (index: number): readonly number[] => [seed, SHUFFLE_STREAM, epoch, index]
    const places = lists.map((list, index) => (weights ? undefined : openBuckets(list.length, words(index))))
    refill(places)
    for (const [index, list] of lists.entries()) {
      const rng = createRng(...words(index))
      if (weights) list.set(drawByWeight(list, weights, rng))
      const buckets = places[index]
      if (buckets) buckets.shuffle(list)
      else shuffle(list, rng)
    }
    return lists
  })
  return {
    batchSize,
    stepsPerEpoch: Math.ceil((lists.length * largest) / batchSize),
    rows: (epoch, firstStep, steps, into = new Int32Array(steps * batchSize)) =>
      fillBatches(shuffledOf(epoch), firstStep * batchSize, into.subarray(0, steps * batchSize)),
  }
}

/** Fills `rows` with those at the positions `from …` of an epoch. */
function fillBatches(lists: readonly Int32Array[], from: number, rows: Int32Array): Int32Array {
  const classes = lists.length
  lists.forEach((list, index) => {
    // First position at or after `from` that belongs to this class.
    const start = from + ((((index - from) % classes) + classes) % classes)
    let next = Math.floor(start / classes) % list.length
    for (let position = start - from; position < rows.length; position += classes) {
      rows[position] = list[next] ?? 0
      next = next + 1 === list.length ? 0 : next + 1
    }
  })
  return rows
}

/**
 * Draws as many rows as the list has, in proportion to their weights, by systematic sampling: a row comes as often as its share
 * demands, or once more.
 */
function drawByWeight(list: Int32Array, weights: Float32Array, rng: Rng): Int32Array {
  const step = list.reduce((sum, row) => sum + (weights[row] ?? 0), 0) / list.length
  const rows = new Int32Array(list.length)
  let next = rng.float() * step
  let cumulative = 0
  let at = -1
  for (let i = 0; i < rows.length; i++, next += step) {
    while (cumulative <= next && at + 1 < list.length) cumulative += weights[list[++at] ?? 0] ?? 0
    rows[i] = list[at] ?? 0
  }
  return rows
}

/**
 * Writes the rows that may be drawn into the list of their class, into the only list where there is one: where its buckets place them,
 * else ascending.
 */
function fillLists(
  lists: readonly Int32Array[],
  labels: Uint8Array,
  options: BatchOptions,
  places: readonly (Buckets | undefined)[],
): void {
  const filled = new Int32Array(lists.length)
  forEachUsedRow(labels.length, options, (row) => {
    const index = lists.length > 1 ? (labels[row] ?? 0) : 0
    const list = lists[index]
    if (!list) return
    const buckets = places[index]
    if (buckets) list[buckets.next()] = row
    else list[filled[index] ?? 0] = row
    filled[index] = (filled[index] ?? 0) + 1
  })
}

/** Number of rows of each class that may be drawn. Throws UserError where one has none. */
function countUsableRows(labels: Uint8Array, options: BatchOptions): Int32Array {
  const { classes, among } = options
  const counts = new Int32Array(classes.length)
  forEachUsedRow(labels.length, options, (row) => {
    const label = labels[row] ?? 0
    counts[label] = (counts[label] ?? 0) + 1
  })
  requireEveryClass(counts, among?.length ?? labels.length, options)
  return counts
}

function forEachUsedRow(rows: number, { among, weights }: BatchOptions, visit: (row: number) => void): void {
  const count = among?.length ?? rows
  for (let i = 0; i < count; i++) {
    const row = among ? (among[i] ?? 0) : i
    if (!weights || (weights[row] ?? 0) > 0) visit(row)
  }
}

/** Throws UserError naming a class without rows; `rows` are how many there are of all. */
export function requireEveryClass(
  counts: ArrayLike<number>,
  rows: number,
  { classes, source, weights }: Pick<BatchOptions, 'classes' | 'source' | 'weights'>,
): void {
  const empty = classes.findIndex((_, index) => counts[index] === 0)
  if (empty < 0) return
  throw new UserError(
    `no row of class ${classes[empty] ?? ''} in the ${source} (${rows} rows${weights ? ', those of weight 0 left out' : ''}): every class is needed; choose longer training ranges or another target`,
  )
}

/** Caches the last result: an epoch is requested chunk by chunk. */
function cacheLast<T>(make: (key: number) => T): (key: number) => T {
  let last: { readonly key: number; readonly value: T } | undefined
  return (key) => {
    if (last?.key !== key) last = { key, value: make(key) }
    return last.value
  }
}
