import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { trailingSpreads } from '../../../src/assessment/spreads/trailing-spreads.js'
import { MINUTE } from '../../../src/core/time.js'
import { openUnpackBudget } from '../../../src/workspace/files/unpack-budget.js'
import { unzip } from '../../../src/workspace/files/unzip.js'

/** Minutes with both quotes and trades, of the QuantConnect LEAN repository. */
const archive = fileURLToPath(new URL('../../../../shared/quotes/', import.meta.url))

/** What docs/statistics.md tells, in basis points: mean of the quoted spreads, and of the estimates. */
const DAYS = [
  ['bybit-minute-btcusdt-20221213', 1.12, 0.94],
  ['coinbase-minute-btcusd-20180404', 0.02, 0.03],
  ['coinbase-minute-btcusd-20180405', 0.04, 0.72],
  ['coinbase-minute-ethusd-20180404', 0.67, 0.72],
  ['coinbase-minute-ethusd-20180405', 1.43, 5.41],
  ['coinbase-minute-ltcusd-20180404', 1.54, 0.99],
  ['coinbase-minute-ltcusd-20180405', 1.85, 4.72],
] as const
const WINDOW = 240
const STEP = 60

/** The numbers of a file's lines by the minute of the day. */
async function readMinutes(name: string): Promise<Map<number, number[]>> {
  const bytes = await readFile(join(archive, `${name}.zip`))
  const [file] = await unzip(bytes, name, openUnpackBudget(name, bytes.length, 8))
  const lines = new TextDecoder().decode(file?.bytes).trim().split('\n')
  return new Map(lines.map((line) => line.split(',').map(Number)).map(([time = 0, ...rest]) => [time / MINUTE, rest]))
}

/** Mean of (ask − bid) / middle at the close of each minute. */
function meanQuoted(quotes: ReadonlyMap<number, readonly number[]>): number {
  const shares = [...quotes.values()].map((row) => {
    const [bid = 0, ask = 0] = [row[3], row[8]]
    return (2 * (ask - bid)) / (ask + bid)
  })
  return shares.reduce((sum, share) => sum + share, 0) / shares.length
}

/** Mean of the estimates, one an hour; minutes without a trade are filled. */
function meanEstimated(trades: ReadonlyMap<number, readonly number[]>): number {
  const first = Math.min(...trades.keys())
  let close = 0
  const rows = Array.from({ length: Math.max(...trades.keys()) - first + 1 }, (_, i) => {
    const row = trades.get(first + i) ?? [close, close, close, close]
    close = row[3] ?? 0
    return row
  })
  const column = (index: number): Float64Array => Float64Array.from(rows, (row) => row[index] ?? 0)
  const prices = { open: column(0), high: column(1), low: column(2), close: column(3) }
  const spreads = trailingSpreads(prices, first, { window: WINDOW, step: STEP })
  const hourly = spreads.filter((_, row) => row >= WINDOW && (row - WINDOW) % STEP === 0)
  return hourly.reduce((sum, share) => sum + share, 0) / hourly.length
}

describe.skipIf(!existsSync(archive))('estimated beside quoted spreads', () => {
  test.each(DAYS)('of %s are as far apart as the docs tell', async (name, quoted, estimated) => {
    const [quotes, trades] = [await readMinutes(`${name}-quote`), await readMinutes(`${name}-trade`)]
    expect(Math.abs(10_000 * meanQuoted(quotes) - quoted)).toBeLessThan(0.006)
    expect(Math.abs(10_000 * meanEstimated(trades) - estimated)).toBeLessThan(0.006)
  })
})
