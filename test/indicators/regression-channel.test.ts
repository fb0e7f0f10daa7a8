import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createRng } from '../../src/core/rng.js'
import { lineDeviations } from '../../src/indicators/line-deviations.js'
import {
  regressionChannel,
  regressionTrend,
  type ChannelSpan,
  type RegressionChannel,
} from '../../src/indicators/regression-channel.js'
import { rollingRegression } from '../../src/indicators/rolling-regression.js'
import { bitsOf } from '../support/same-bits.js'

const cases = fc
  .record({
    window: fc.oneof(fc.integer({ min: 2, max: 60 }), fc.integer({ min: 61, max: 6000 })),
    rows: fc.oneof(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 4000, max: 9500 })),
    lead: fc.nat(30),
    offset: fc.constantFrom(0, 0, 5),
    first: fc.integer({ min: -100, max: 30_000_000 }),
    seed: fc.nat(),
  })
  .map(({ window, rows, lead, offset, first, seed }) => {
    const rng = createRng(seed)
    const from = window - 1 + offset + lead
    let price = 30_000
    const values = Float64Array.from({ length: from + rows }, () => (price *= 1 + 0.001 * rng.normal()))
    const span: ChannelSpan = { first, window, from, offset, gainRows: 60, deviations: 2, margin: 1e-12 }
    return { values, span }
  })

/** The plain form: whole columns of lines and deviations, and the formulas row by row. */
function plainChannel(values: Float64Array, span: ChannelSpan): RegressionChannel {
  const { first, window, from, offset = 0, gainRows = 1, deviations = 2, margin = 0 } = span
  const windows = { first, window, from: from - offset }
  const ended = values.subarray(0, values.length - offset)
  const lines = rollingRegression(ended, windows)
  const { above, below } = lineDeviations(ended, lines, windows, margin)
  const column = (share: (i: number, now: number, last: number) => number): Float32Array =>
    Float32Array.from(lines.last, (last, i) => share(i, values[from + i] ?? 0, last))
  return {
    level: column((_, now, last) => last / now),
    gain: column((i, now) => ((lines.slope[i] ?? 0) / now) * gainRows),
    upside: column((i, now, last) => (deviations * (above[i] ?? 0) - (now - last)) / now),
    downside: column((i, now, last) => (deviations * (below[i] ?? 0) + (now - last)) / now),
  }
}

const columnsOf = (channel: Partial<RegressionChannel>): string[] =>
  Object.values(channel).map((column: Float32Array) => bitsOf(column))

describe('regression channel', () => {
  test('has the bits of its plain form, and so has the trend alone', () => {
    fc.assert(
      fc.property(cases, ({ values, span }) => {
        const plain = plainChannel(values, span)
        expect(columnsOf(regressionChannel(values, span))).toEqual(columnsOf(plain))
        expect(columnsOf(regressionTrend(values, span))).toEqual(columnsOf({ level: plain.level, gain: plain.gain }))
      }),
      { numRuns: 60 },
    )
  })

  test('has the same bits wherever the values begin', () => {
    fc.assert(
      fc.property(cases, fc.nat(20_000), ({ values, span }, skipped) => {
        const whole = regressionChannel(values, span)
        const start = skipped % (values.length - span.from)
        const part = regressionChannel(values.slice(start), { ...span, first: span.first + start })
        expect(columnsOf(part)).toEqual(Object.values(whole).map((column: Float32Array) => bitsOf(column.slice(start))))
      }),
      { numRuns: 40 },
    )
  })

  test('counts the room up and down from the current value', () => {
    const values = Float64Array.of(100, 104, 96, 100, 100, 104)
    const { level, gain, upside, downside } = regressionChannel(values, { first: 0, window: 5, from: 5, offset: 1 })
    expect([level[0], gain[0]]).toEqual([Math.fround(99.2 / 104), Math.fround(-0.4 / 104)])
    // The distance from the mean of 100 to the points above and below the line.
    const [above, below] = [Math.sqrt((16 + 0 + 0) / 3), Math.sqrt((0 + 16) / 2)]
    expect(upside[0]).toBeCloseTo((99.2 + 2 * above - 104) / 104, 6)
    expect(downside[0]).toBeCloseTo((104 - (99.2 - 2 * below)) / 104, 6)
  })

  test('refuses windows that are not there, or lie ahead', () => {
    const values = new Float64Array(20).fill(1)
    expect(() => regressionTrend(values, { first: 0, window: 5, from: 8, offset: 5 })).toThrow(RangeError)
    expect(() => regressionTrend(values, { first: 0, window: 5, from: 8, offset: -1 })).toThrow('offset is -1')
    expect(() => regressionChannel(values, { first: 0, window: 1, from: 8 })).toThrow(RangeError)
  })
})
