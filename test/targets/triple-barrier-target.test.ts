import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { alwaysOpen } from '../../src/core/calendar.js'
import { allocateCandles, type Candles } from '../../src/core/candles.js'
import { columnOf, uint8ColumnOf } from '../../src/core/frame.js'
import { createRng } from '../../src/core/rng.js'
import { gradientTarget } from '../../src/targets/gradient-target.js'
import { metaTarget } from '../../src/targets/meta-target.js'
import { momentumRule, thresholdRule, type PrimaryRule } from '../../src/targets/primary-rule.js'
import { tripleBarrierTarget } from '../../src/targets/triple-barrier-target.js'
import type { Target } from '../../src/targets/target.js'

const BARRIERS = { horizon: 4, deviations: 1, minReturn: 0.02, volatilityWindow: 3 }
const triple = tripleBarrierTarget({ id: 'Triple', version: 1, ...BARRIERS })
const FEE = 0.001
const meta = metaTarget({
  id: 'Meta',
  version: 1,
  ...BARRIERS,
  fee: FEE,
  rule: momentumRule({ minutes: 2, change: 0.01 }),
})

function candlesOf(closes: readonly number[]): Candles {
  const candles = allocateCandles({ calendar: alwaysOpen(), first: 28_000_000, rows: closes.length })
  candles.close.set(closes)
  return candles
}

/** The first row that a target gives for these closes, with the name of its class. */
function firstRow(target: Target, closes: readonly number[]): Record<string, string | number> {
  const frame = target.compute(candlesOf(closes))
  const values = [...frame.columns].map(([name, column]) => [name, column[0] ?? NaN] as const)
  return { ...Object.fromEntries(values), target: target.classes[uint8ColumnOf(frame, 'target')[0] ?? -1] ?? '' }
}

const before = (price: number): number[] => Array.from({ length: triple.history }, () => price)

describe('triple barrier', () => {
  test.each([
    ['buy', 2, 'the upper barrier first', [100, 101, 102, 90]],
    ['sell', 2, 'the lower barrier first', [100, 101, 98, 120]],
    ['hold', 4, 'none within the horizon', [100, 101, 100, 99, 101, 120]],
    ['buy', 4, 'a touch at the horizon', [100, 101, 100, 99, 102]],
  ])('%s after %i candles: %s', (label, touch, _, closes) => {
    expect(firstRow(triple, [...before(100), ...closes])).toMatchObject({ target: label, touch })
  })

  test('barriers lie further away where the price is volatile', () => {
    const volatile = [100, 100, 100, 103, 100, 103]
    expect(firstRow(triple, [...volatile, 100, 102.5, 100, 100, 100])).toMatchObject({ target: 'hold' })
    expect(firstRow(triple, [...volatile, 100, 110])).toMatchObject({ target: 'buy', touch: 1 })
  })

  test('a price that stands still touches no barrier, also where they have no width', () => {
    const flat = tripleBarrierTarget({ id: 'Flat', version: 1, ...BARRIERS, minReturn: 0 })
    expect(firstRow(flat, [...before(100), 100, 100, 100])).toMatchObject({ target: 'hold', touch: 2 })
    expect(firstRow(flat, [...before(100), 100, 100, 101])).toMatchObject({ target: 'buy', touch: 2 })
  })

  test('equals brute force', () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const rng = createRng(seed)
        let price = 100
        const closes = Array.from({ length: 60 }, () => (price *= 1 + 0.01 * rng.normal()))
        const frame = triple.compute(candlesOf(closes))
        for (let row = triple.history; row < closes.length - BARRIERS.horizon; row++) {
          const wanted = plain(closes, row)
          const i = row - triple.history
          expect(triple.classes[uint8ColumnOf(frame, 'target')[i] ?? -1]).toBe(wanted.label)
          expect(columnOf(frame, 'touch')[i]).toBe(wanted.touch)
          expect(columnOf(frame, 'gain')[i]).toBeCloseTo(wanted.gain, 6)
        }
      }),
    )
  })
})

/** The label as one would tell it, by logarithms and a two-pass deviation. */
function plain(closes: readonly number[], row: number): { label: string; touch: number; gain: number } {
  const { horizon, deviations, minReturn, volatilityWindow } = BARRIERS
  const at = (index: number): number => closes[index] ?? NaN
  const returns = Array.from({ length: volatilityWindow }, (_, k) => Math.log(at(row - k) / at(row - k - 1)))
  const mean = returns.reduce((sum, value) => sum + value, 0) / volatilityWindow
  const variance = returns.reduce((sum, value) => sum + (value - mean) ** 2, 0) / volatilityWindow
  const width = Math.max(minReturn, deviations * Math.sqrt(variance * horizon))
  const changes = Array.from({ length: horizon }, (_, k) => at(row + k + 1) / at(row) - 1)
  const touched = changes.findIndex((change) => Math.abs(change) >= width)
  const gain = changes[touched < 0 ? horizon - 1 : touched] ?? NaN
  return {
    label: touched < 0 ? 'hold' : gain > 0 ? 'buy' : 'sell',
    touch: touched < 0 ? horizon : touched + 1,
    gain,
  }
}

const rule = momentumRule({ minutes: 2, change: 0.01 })
const common = { id: 'Odd', version: 1, ...BARRIERS, fee: FEE, rule }
const values = (): Float64Array => new Float64Array()

function saying(signal: PrimaryRule['signal']): Target {
  return metaTarget({ ...common, rule: { history: 2, signal } })
}

describe('options that cannot be are refused', () => {
  test.each([
    [{ horizon: 0 }, 'horizon is 0: expected a whole number, at least 1'],
    [{ horizon: 2.5 }, 'horizon is 2.5: expected a whole number, at least 1'],
    [{ deviations: -1 }, 'deviations is -1: expected a number, at least 0'],
    [{ deviations: Number.NaN }, 'deviations is NaN: expected a number, at least 0'],
    [{ minReturn: -0.1 }, 'minReturn is -0.1: expected a number, at least 0'],
    [{ volatilityWindow: 1 }, 'volatilityWindow is 1: expected a whole number, at least 2'],
  ])('of barriers: %o', (change, message) => {
    expect(() => tripleBarrierTarget({ ...common, ...change })).toThrow(new RangeError(message))
    expect(() => metaTarget({ ...common, ...change })).toThrow(new RangeError(message))
  })

  test('of meta-labels, of rules and of gradients', () => {
    const wrong: readonly (readonly [() => unknown, string])[] = [
      [() => metaTarget({ ...common, fee: 1 }), 'fee is 1: expected a number, at least 0 and below 1'],
      [
        () => metaTarget({ ...common, rule: { ...rule, history: Number.NaN } }),
        "the rule's history is NaN: expected a whole number, at least 0",
      ],
      [() => momentumRule({ minutes: 0, change: 0.01 }), 'minutes is 0: expected a whole number, at least 1'],
      [() => momentumRule({ minutes: 5, change: -0.01 }), 'change is -0.01: expected a number, above 0'],
      [() => thresholdRule({ history: 0, values, buyFrom: 1, sellTo: 1 }), 'sellTo is 1: expected a number, below 1'],
      [
        () => gradientTarget({ id: 'G', version: 1, minutes: 1, gain: 0.01 }),
        'minutes is 1: expected a whole number, at least 2',
      ],
      [
        () => gradientTarget({ id: 'G', version: 1, minutes: 30, gain: Number.NaN }),
        'gain is NaN: expected a number, at least 0',
      ],
    ]
    for (const [work, message] of wrong) expect(work).toThrow(new RangeError(message))
  })

  test('and so is what a rule of one’s own says, where it cannot be', () => {
    const candles = candlesOf(before(100).concat(100, 101, 102))
    const rows = candles.grid.rows - 2
    expect(() => saying(() => new Uint8Array(rows + 1)).compute(candles)).toThrow(
      `the rule's signal is not a Uint8Array of ${rows}, one value for each candle after its history`,
    )
    expect(() => saying(() => new Uint8Array(rows).fill(3)).compute(candles)).toThrow(
      "the rule's signal has the value 3: expected an index into hold, buy, sell",
    )
  })
})

describe('meta-labels', () => {
  test.each([
    ['buy', 1, 'a rise that goes on', [100, 101, 104]],
    ['hold', 1, 'a rise that turns', [100, 101, 97]],
    ['hold', 1, 'a rise that goes on by less than the fees', [100, 101, 101, 101, 101, 101.2]],
    ['sell', 2, 'a fall that goes on', [100, 99, 96]],
    ['hold', 2, 'a fall that turns', [100, 99, 103]],
    ['hold', 0, 'nothing that the rule acts on', [100, 100.5, 104]],
  ])('%s where the rule says %i: %s', (label, primary, _, closes) => {
    const row = firstRow(meta, [...before(100).slice(1), ...closes])
    expect(row).toMatchObject({ target: label, primary })
    expect(row['weight'] === 0).toBe(primary === 0)
  })

  test('gain is what is left of both trades', () => {
    const { gain } = firstRow(meta, [...before(100).slice(1), 100, 101, 104])
    expect(gain).toBeCloseTo(((104 / 101) * (1 - FEE)) / (1 + FEE) - 1, 6)
    const sold = firstRow(meta, [...before(100).slice(1), 100, 99, 96])
    expect(sold['gain']).toBeCloseTo(((99 / 96) * (1 - FEE)) / (1 + FEE) - 1, 6)
  })
})
