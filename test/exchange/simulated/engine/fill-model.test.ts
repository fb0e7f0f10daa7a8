import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  CLOSE_FILLS,
  buyPrice,
  realisticFills,
  sellPrice,
  type FillMarket,
} from '../../../../src/exchange/simulated/engine/fill-model.js'

/** Five minutes, of which the third and fourth are missing. */
const MARKET: FillMarket = {
  open: Float64Array.of(100, 102, 103, 103, 110),
  high: Float64Array.of(101, 104, 103, 103, 114),
  low: Float64Array.of(99, 101, 103, 103, 109),
  close: Float64Array.of(100.5, 103, 103, 103, 112),
  quoteVolume: Float64Array.of(5000, 4000, 0, 0, 250),
  filled: Uint8Array.of(0, 0, 1, 1, 0),
  spread: Float64Array.of(Number.NaN, 0.002, 0.002, 0.002, 0.00001),
  tick: new Float64Array(5).fill(0.01),
}

describe('fills at the close', () => {
  test('are at the close of the minute that decides, for both sides', () => {
    const fill = CLOSE_FILLS.fillAt({ row: 1, last: 4 }, MARKET)
    expect(fill.row).toBe(1)
    expect([buyPrice(fill), sellPrice(fill)]).toEqual([103, 103])
  })
})

describe('realistic fills', () => {
  const model = realisticFills({ stake: 1000, impact: 0.1 })

  test('are at the next open, half the spread and slippage worse', () => {
    const found = model.fillAt({ row: 0, last: 4 }, MARKET)
    // Half of 0.2 % of 102, and 0.1 · (104 − 101) · √(1000 / 4000).
    expect(found).toMatchObject({ row: 1, price: 102 })
    expect(found.halfSpread).toBeCloseTo(0.102, 12)
    expect(found.slippage).toBeCloseTo(0.15, 12)
    expect(buyPrice(found)).toBeCloseTo(102.252, 12)
    expect(sellPrice(found)).toBeCloseTo(101.748, 12)
  })

  test('wait for the first price after an outage, and are never below half a tick', () => {
    const found = model.fillAt({ row: 1, last: 4 }, MARKET)
    expect(found).toMatchObject({ row: 4, price: 110, halfSpread: 0.005 })
    expect(found.slippage).toBeCloseTo(0.1 * 5 * 2, 12)
  })

  test('take half a tick where no spread is known', () => {
    const unknown = { ...MARKET, spread: new Float64Array(5).fill(Number.NaN) }
    expect(model.fillAt({ row: 0, last: 4 }, unknown).halfSpread).toBe(0.005)
  })

  test('are at the last close where no minute is left, with the costs of that minute', () => {
    expect(model.fillAt({ row: 4, last: 4 }, MARKET)).toMatchObject({ row: 4, price: 112, halfSpread: 0.005 })
    expect(model.fillAt({ row: 1, last: 3 }, MARKET)).toMatchObject({ row: 3, price: 103, slippage: 0 })
  })

  test('an order that a minute could not take moves the price absurdly, but nobody pays to sell', () => {
    const thin = { ...MARKET, quoteVolume: new Float64Array(5).fill(1e-6) }
    expect(sellPrice(model.fillAt({ row: 0, last: 4 }, thin))).toBe(0)
    expect(buyPrice(model.fillAt({ row: 0, last: 4 }, thin))).toBeGreaterThan(1000)
  })

  test('a buyer never pays less than a seller gets, and larger orders cost more', () => {
    const positive = fc.double({ min: 0.01, max: 1e6, noNaN: true })
    fc.assert(
      fc.property(positive, positive, fc.double({ min: 0, max: 2, noNaN: true }), (stake, more, impact) => {
        const small = realisticFills({ stake, impact }).fillAt({ row: 0, last: 4 }, MARKET)
        const large = realisticFills({ stake: stake + more, impact }).fillAt({ row: 0, last: 4 }, MARKET)
        expect(buyPrice(small)).toBeGreaterThan(sellPrice(small))
        expect(buyPrice(large)).toBeGreaterThanOrEqual(buyPrice(small))
        expect(sellPrice(large)).toBeLessThanOrEqual(sellPrice(small))
      }),
    )
  })
})
