import { resolve } from 'node:path'
import { sliceCandles, type Candles } from '../../core/candles.js'
import type { Definition } from '../../definitions/definition.js'
import { UserError } from '../../core/errors.js'
import { RequestError } from '../../core/request-error.js'
import { rangeOf } from '../../core/grid.js'
import { isoRange } from '../../core/time.js'
import type { CandleSource } from './candle-source.js'
import { withForeignReader } from './foreign-reader.js'
import { readOneCandleFile, type CandleReading } from './read-candle-file.js'

/** Candles from files. */
export interface FileCandles {
  readonly file: string
  readonly named: CandleSource['named']
  /** With those of the other bases, where there are any: then all over the time that they share. */
  readonly candles: Candles
}

/**
 * Reads the candles that a request names: one file, and files of other bases as `btc=FILE`, relative to `folder`. Throws
 * RequestError where it does not name exactly one file without a base, or a base twice, UserError for a file that cannot be
 * read and for files that share no time.
 */
export function readFileCandles(values: readonly string[], folder: string, signal?: AbortSignal): Promise<FileCandles> {
  return withForeignReader((reader) => readAll(values, folder, { reader, signal }))
}

async function readAll(values: readonly string[], folder: string, reading: CandleReading): Promise<FileCandles> {
  const { own, others } = filesOf(values)
  const file = resolve(folder, own)
  const { named, ordered } = await readOneCandleFile(file, reading)
  const { candles } = ordered
  if (others.size === 0) return { file, named, candles }
  const read = new Map<string, Candles>()
  for (const [base, other] of others) {
    read.set(base, (await readOneCandleFile(resolve(folder, other), reading)).ordered.candles)
  }
  return { file, named, candles: overSharedTime(candles, read) }
}

/** Throws UserError where a definition needs another base whose candles are not there. */
export function requireNeededBases({ id, needs = [] }: Pick<Definition, 'id' | 'needs'>, { others }: Candles): void {
  const missing = needs.find((base) => !others?.has(base))
  if (missing === undefined) return
  throw new RequestError(`${id} needs candles of ${missing} too: give their file as {candles} ${missing}=FILE`)
}

/** Throws UserError where candles of a base were given that a definition does not read. */
export function refuseUnreadBases({ id, needs = [] }: Pick<Definition, 'id' | 'needs'>, { others }: Candles): void {
  const unread = [...(others?.keys() ?? [])].find((base) => !needs.includes(base))
  if (unread === undefined) return
  const wanted = needs.length > 0 ? `it needs ${needs.join(', ')}` : 'it needs no other base'
  throw new RequestError(`${id} does not read candles of ${unread} (${wanted}); leave {candles} ${unread}=… out`)
}

function filesOf(values: readonly string[]): { own: string; others: ReadonlyMap<string, string> } {
  const others = new Map<string, string>()
  const own: string[] = []
  for (const value of values) {
    const [, base, file] = /^([A-Za-z0-9]+)=(.+)$/.exec(value) ?? []
    if (base === undefined || file === undefined) own.push(value)
    else if (others.has(base.toLowerCase()))
      throw new RequestError(`{candles} names a file of ${base} twice; leave one out`)
    else others.set(base.toLowerCase(), file)
  }
  const [first] = own
  if (first !== undefined && own.length === 1) return { own: first, others }
  throw new RequestError(
    `{candles} is ${values.join(', ')}: expected one file alone, and those of other bases with their names, such as btc=BTCUSDT-1m-2023-08.zip`,
  )
}

function overSharedTime(own: Candles, others: ReadonlyMap<string, Candles>): Candles {
  const all = [own, ...others.values()]
  const first = Math.max(...all.map(({ grid }) => grid.first))
  const end = Math.min(...all.map(({ grid }) => grid.first + grid.rows))
  const cut = (candles: Candles): Candles => sliceCandles(candles, first - candles.grid.first, end - first)
  for (const [base, { grid }] of others) {
    const same = grid.calendar.id === own.grid.calendar.id
    if (same && first < end) continue
    throw new UserError(
      same
        ? `the candles of ${base} are from ${isoRange(rangeOf(grid))}, the others from ${isoRange(rangeOf(own.grid))}: expected a time that all share`
        : `the candles of ${base} follow the calendar ${grid.calendar.id}, expected ${own.grid.calendar.id} as the others`,
    )
  }
  return { ...cut(own), others: new Map([...others].map(([base, candles]) => [base, cut(candles)] as const)) }
}
