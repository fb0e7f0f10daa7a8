import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { averageTrueRange } from '../../src/indicators/average-true-range.js'
import { bollingerBands } from '../../src/indicators/bollinger.js'
import { directionalIndex } from '../../src/indicators/directional-index.js'
import { macd } from '../../src/indicators/macd.js'
import { onBalanceVolume } from '../../src/indicators/on-balance-volume.js'
import { relativeStrength } from '../../src/indicators/relative-strength.js'
import { logReturn, simpleReturn } from '../../src/indicators/returns.js'
import { rollingDeviation } from '../../src/indicators/rolling-deviation.js'
import { rollingMaximum, rollingMinimum } from '../../src/indicators/rolling-extremes.js'
import { rollingQuantile } from '../../src/indicators/rolling-quantile.js'
import { rollingSum } from '../../src/indicators/rolling-sum.js'
import { stochastic } from '../../src/indicators/stochastic.js'
import { trueRange } from '../../src/indicators/true-range.js'
import { goldenCandles } from '../golden/golden-data.js'

const FROM = 2000
const candles = goldenCandles()
const { close, high, low, volume } = candles
const span = (window: number): { first: number; from: number; window: number } => ({
  first: candles.grid.first,
  from: FROM,
  window,
})
const period = { first: candles.grid.first, from: FROM, period: 14 }
const bands = bollingerBands(close, span(20))
const convergence = macd(close, { first: candles.grid.first, from: FROM })
const directions = directionalIndex(candles, period)
const oscillator = stochastic(candles, period)

const ours: Readonly<Record<string, Float64Array>> = {
  relativeStrength14: relativeStrength(close, period),
  macdLine: convergence.line,
  macdSignal: convergence.signal,
  macdHistogram: convergence.histogram,
  bollingerUpper20: bands.upper,
  bollingerLower20: bands.lower,
  trueRange: trueRange(candles, FROM),
  averageTrueRange14: averageTrueRange(candles, period),
  directionalUp14: directions.up,
  directionalDown14: directions.down,
  directionalAverage14: directions.average,
  onBalanceVolume60: onBalanceVolume(candles, span(60)),
  stochasticFast14: oscillator.fast,
  stochasticSlow14: oscillator.slow,
  deviation1440: rollingDeviation(close, span(1440)),
  minimum60: rollingMinimum(low, span(60)),
  maximum60: rollingMaximum(high, span(60)),
  quantile240: rollingQuantile(volume, span(240), 0.9),
  sum60: rollingSum(volume, span(60)),
  logReturn5: logReturn(close, span(5)),
  simpleReturn60: simpleReturn(close, span(60)),
}

const { rows, values } = z
  .object({ rows: z.array(z.int()), values: z.record(z.string(), z.array(z.number())) })
  .parse(JSON.parse(readFileSync(new URL('../golden/data/indicators.json', import.meta.url), 'utf8')))

/** Relative to the largest value of the column: what 1e-10 of forgotten weight, and pandas’ own rounding, may make. */
const TOLERANCE = 1e-8

describe('indicators equal the values of pandas on real candles', () => {
  test('every one of the reference is there', () => {
    expect(Object.keys(ours).sort()).toEqual(Object.keys(values).sort())
  })

  test.each(Object.entries(values))('%s', (name, wanted) => {
    const scale = Math.max(...wanted.map(Math.abs))
    const column = ours[name] ?? new Float64Array()
    expect(column.length).toBe(candles.grid.rows - FROM)
    const worst = Math.max(...rows.map((row, i) => Math.abs((column[row - FROM] ?? NaN) - (wanted[i] ?? NaN))))
    expect(worst).toBeLessThan(TOLERANCE * scale)
  })
})
