import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { atr } from '../../src/indicators/atr.js'
import { bollingerBands } from '../../src/indicators/bollinger-bands.js'
import { adx } from '../../src/indicators/adx.js'
import { macd } from '../../src/indicators/macd.js'
import { obv } from '../../src/indicators/obv.js'
import { rsi } from '../../src/indicators/rsi.js'
import { logReturn, pctChange } from '../../src/indicators/pct-change.js'
import { rollingStd } from '../../src/indicators/rolling-std.js'
import { rollingMax, rollingMin } from '../../src/indicators/rolling-max.js'
import { rollingQuantile } from '../../src/indicators/rolling-quantile.js'
import { rollingSum } from '../../src/indicators/rolling-sum.js'
import { stochastic } from '../../src/indicators/stochastic.js'
import { trueRange } from '../../src/indicators/true-range.js'
import { williamsR } from '../../src/indicators/williams-r.js'
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
const bands = bollingerBands(close, { ...period, period: 20 })
const convergence = macd(close, { first: candles.grid.first, from: FROM })
const directions = adx(candles, period)
const oscillator = stochastic(candles, period)

const ours: Readonly<Record<string, Float64Array>> = {
  rsi14: rsi(close, period),
  macd: convergence.macd,
  macdSignal: convergence.signal,
  macdHistogram: convergence.histogram,
  bollingerUpper20: bands.upper,
  bollingerLower20: bands.lower,
  trueRange: trueRange(candles, FROM),
  atr14: atr(candles, period),
  plusDi14: directions.plusDi,
  minusDi14: directions.minusDi,
  adx14: directions.adx,
  obv60: obv(candles, span(60)),
  fastK14: oscillator.fastK,
  fastD14: oscillator.fastD,
  williamsR14: williamsR(candles, period),
  std1440: rollingStd(close, span(1440)),
  min60: rollingMin(low, span(60)),
  max60: rollingMax(high, span(60)),
  quantile240: rollingQuantile(volume, span(240), 0.9),
  sum60: rollingSum(volume, span(60)),
  logReturn5: logReturn(close, { period: 5, from: FROM }),
  pctChange60: pctChange(close, { period: 60, from: FROM }),
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
