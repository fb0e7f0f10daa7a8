import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { edgeSpread, logPrices, type PriceColumns } from '../../../src/assessment/spreads/edge-spread.js'
import { createRng } from '../../../src/core/rng.js'

const schema = z.object({
  prices: z.array(z.tuple([z.number(), z.number(), z.number(), z.number()])),
  estimates: z.array(z.object({ from: z.number(), to: z.number(), spread: z.number().nullable() })),
})
const file = new URL('../../golden/data/spreads.json', import.meta.url)
const { prices, estimates } = schema.parse(JSON.parse(readFileSync(file, 'utf8')))

function columnsOf(rows: readonly (readonly number[])[]): PriceColumns {
  const column = (index: number): Float64Array => Float64Array.from(rows, (row) => row[index] ?? 0)
  return { open: column(0), high: column(1), low: column(2), close: column(3) }
}

/** Candles of trades that bounce at random between bid and ask around a random walk. */
function bouncing(rows: number, spread: number, seed: number): PriceColumns {
  const rng = createRng(seed)
  let value = Math.log(100)
  return columnsOf(
    Array.from({ length: rows }, () => {
      const trades = Array.from({ length: 20 }, () => {
        value += 0.0004 * rng.normal()
        return Math.exp(value + (rng.float() < 0.5 ? spread / 2 : -spread / 2))
      })
      return [trades[0] ?? 0, Math.max(...trades), Math.min(...trades), trades.at(-1) ?? 0]
    }),
  )
}

describe('the spread that is estimated from candles', () => {
  test.each(estimates)('of rows $from to $to is that of the authors’ package', ({ from, to, spread }) => {
    const found = edgeSpread(logPrices(columnsOf(prices)), from, to)
    if (spread === null) expect(found).toBeNaN()
    else expect(found).toBeCloseTo(spread, 12)
  })

  test('of enough candles is the spread that they were made with', () => {
    for (const spread of [0.002, 0.005]) {
      const found = edgeSpread(logPrices(bouncing(4000, spread, 1)), 0, 4000)
      expect(Math.abs(found / spread - 1)).toBeLessThan(0.1)
    }
  })

  test('cannot be told of too few candles, or of a price that never moves', () => {
    expect(edgeSpread(logPrices(columnsOf(prices)), 5, 7)).toBeNaN()
    expect(edgeSpread(logPrices(columnsOf(Array.from({ length: 50 }, () => [7, 7, 7, 7]))), 0, 50)).toBeNaN()
  })
})
