import { UserError } from '../core/errors.js'
import { MINUTE } from '../core/time.js'
import { contiguousRanges, type ScoredSeries } from './scored-series.js'

const REQUIRED = ['timestamp', 'close', 'target', 'hold', 'buy', 'sell'] as const
type RequiredName = (typeof REQUIRED)[number]

/** Collects rows of text into scored series, one row a call; every error names the line and the value. */
export interface PredictionReader {
  add(fields: readonly string[], line: number): void
  /** One series a base, in the order of first appearance. */
  series(): ScoredSeries[]
}

interface Columns {
  readonly time: number[]
  readonly close: number[]
  readonly target: number[]
  readonly hold: number[]
  readonly buy: number[]
  readonly sell: number[]
}

/**
 * Reads predictions by the names in `header`: timestamp (open time of a minute, epoch ms UTC), close, target (0 hold,
 * 1 buy, 2 sell), the scores hold, buy, sell, and optionally base. Other columns are passed over. Rows of one base must go
 * forward in time; bases may be mixed. `source` names the file in errors, `unnamed` is the base where there is no column `base`.
 */
export function createPredictionReader(header: readonly string[], source: string, unnamed: string): PredictionReader {
  const names = header.map((name) => name.trim().toLowerCase())
  const missing = REQUIRED.filter((name) => !names.includes(name))
  if (missing.length > 0) {
    throw new UserError(
      `${source}: no column ${missing.join(', ')}; expected the columns ${REQUIRED.join(', ')} and optionally base, found ${names.join(', ')}`,
    )
  }
  const index = (name: RequiredName): number => names.indexOf(name)
  const [atTime, atClose, atTarget] = [index('timestamp'), index('close'), index('target')]
  const [atHold, atBuy, atSell, atBase] = [index('hold'), index('buy'), index('sell'), names.indexOf('base')]
  const bases = new Map<string, Columns>()
  return {
    add: (fields, line) => {
      const where = `${source}, line ${line}`
      if (fields.length !== names.length) {
        throw new UserError(`${where}: ${fields.length} fields, expected ${names.length} as in the header`)
      }
      const columns = columnsOf(bases, atBase < 0 ? unnamed : baseName(fields[atBase], where))
      const time = timeOf(fields[atTime], where)
      checkForward(columns.time.at(-1), time, where)
      columns.time.push(time)
      columns.close.push(numberOf(fields[atClose], where, 'close', 'a price above 0', (value) => value > 0))
      columns.target.push(numberOf(fields[atTarget], where, 'target', '0 (hold), 1 (buy) or 2 (sell)', isClass))
      columns.hold.push(scoreOf(fields[atHold], where, 'hold'))
      columns.buy.push(scoreOf(fields[atBuy], where, 'buy'))
      columns.sell.push(scoreOf(fields[atSell], where, 'sell'))
    },
    series: () => [...bases].map(([base, columns]) => seriesOf(base, columns)),
  }
}

function columnsOf(bases: Map<string, Columns>, base: string): Columns {
  const known = bases.get(base)
  if (known) return known
  const columns: Columns = { time: [], close: [], target: [], hold: [], buy: [], sell: [] }
  bases.set(base, columns)
  return columns
}

function seriesOf(base: string, columns: Columns): ScoredSeries {
  const time = Float64Array.from(columns.time)
  return {
    base,
    ranges: contiguousRanges(time, MINUTE),
    time,
    close: Float64Array.from(columns.close),
    target: Uint8Array.from(columns.target),
    hold: Float32Array.from(columns.hold),
    buy: Float32Array.from(columns.buy),
    sell: Float32Array.from(columns.sell),
  }
}

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i
const FIRST_TIME = Date.UTC(1970, 0, 2)
const LAST_TIME = Date.UTC(2200, 0, 1)

function numberOf(
  text: string | undefined,
  where: string,
  name: string,
  expected: string,
  isValid: (value: number) => boolean,
): number {
  const value = NUMBER.test(text ?? '') ? Number(text) : Number.NaN
  if (Number.isFinite(value) && isValid(value)) return value
  throw new UserError(`${where}: ${name} is ${JSON.stringify(text ?? '')}, expected ${expected}`)
}

function scoreOf(text: string | undefined, where: string, name: string): number {
  return numberOf(text, where, name, 'a score from 0 to 1', (value) => value >= 0 && value <= 1)
}

function timeOf(text: string | undefined, where: string): number {
  const expected = 'the open time of a minute in milliseconds since 1970 UTC, such as 1691193540000'
  return numberOf(text, where, 'timestamp', expected, isMinute)
}

function isMinute(value: number): boolean {
  return value % MINUTE === 0 && value >= FIRST_TIME && value <= LAST_TIME
}

function isClass(value: number): boolean {
  return value === 0 || value === 1 || value === 2
}

function baseName(text: string | undefined, where: string): string {
  const name = (text ?? '').trim().toLowerCase()
  if (/^[a-z0-9]{1,20}$/.test(name)) return name
  throw new UserError(`${where}: base is ${JSON.stringify(text ?? '')}, expected a short name such as btc`)
}

function checkForward(before: number | undefined, time: number, where: string): void {
  if (before === undefined || time > before) return
  throw new UserError(
    `${where}: timestamp is ${time}, not after ${before} of the row before; sort the rows of a base by time, without duplicates`,
  )
}
