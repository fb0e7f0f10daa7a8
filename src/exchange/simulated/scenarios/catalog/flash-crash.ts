import { z } from 'zod'
import { frameToCandles, candlesToFrame, type Candles } from '../../../../core/candles.js'
import { Decimal } from '../../../../core/decimal.js'
import { rangeOf, rowAt } from '../../../../core/grid.js'
import { MINUTE, isoMinute } from '../../../../core/time.js'
import { chooseSymbol, settingSchemas } from '../scenario-settings.js'
import { defineScenario } from '../scenario.js'

export default defineScenario({
  id: 'flash-crash',
  summary: 'a price falls within minutes, on many times the volume, and comes back',
  settings: z.strictObject({
    symbol: settingSchemas.symbol,
    after: settingSchemas.after,
    /** The share of the price that is lost at the lowest point. */
    depth: z.number().min(0).max(0.99).default(0.3),
    /** Minutes from the beginning to the recovery; the fall takes a fifth of them. */
    minutes: z.number().int().min(2).default(15),
    /** Factor of the volume. */
    volume: z.number().min(1).default(10),
  }),
  open: ({ depth, minutes, volume, ...settings }, context) => {
    const { range, draw, log } = context
    const chosen = chooseSymbol(settings.symbol, context)
    const after = settings.after ?? ((range.to - range.from) / MINUTE) * (0.25 + draw('after') / 2)
    const from = range.from + Math.floor(after) * MINUTE
    log(range.from, `${chosen}: falls by ${Math.round(depth * 100)} % from ${isoMinute(from)}, for ${minutes} minutes`)
    return {
      candles: (symbol, candles, tick) =>
        symbol === chosen ? crashed(candles, tick, { from, minutes, depth, volume }) : candles,
    }
  },
})

interface Crash {
  readonly from: number
  readonly minutes: number
  readonly depth: number
  readonly volume: number
}

function crashed(candles: Candles, tick: Decimal, crash: Crash): Candles {
  const result = copyOf(candles)
  const { from, to } = rangeOf(candles.grid)
  if (crash.from < from || crash.from >= to) return result
  const start = rowAt(candles.grid, crash.from)
  for (let step = 0; step < crash.minutes && start + step < candles.grid.rows; step++) {
    const row = start + step
    const [before, after] = [factorAt(step / crash.minutes, crash), factorAt((step + 1) / crash.minutes, crash)]
    const at = (price = 0, factor = 1): number => new Decimal(price * factor).div(tick).round().times(tick).toNumber()
    const open = at(candles.open[row], before)
    const close = at(candles.close[row], after)
    result.open[row] = open
    result.close[row] = close
    result.high[row] = Math.max(open, close, at(candles.high[row], Math.min(before, after)))
    result.low[row] = Math.min(open, close, at(candles.low[row], Math.min(before, after)))
    result.volume[row] = (candles.volume[row] ?? 0) * crash.volume
    result.quoteVolume[row] = (candles.quoteVolume[row] ?? 0) * crash.volume * ((before + after) / 2)
    result.takerBuyVolume[row] = (candles.takerBuyVolume[row] ?? 0) * crash.volume
  }
  return result
}

/** The share of the crash in which the price falls. */
const FALL = 0.2

/** Returns the factor of the usual price after that share of the crash. */
function factorAt(share: number, { depth }: Crash): number {
  return 1 - depth * (share < FALL ? share / FALL : (1 - share) / (1 - FALL))
}

function copyOf(candles: Candles): Candles {
  const copy = frameToCandles(candlesToFrame(candles))
  return {
    ...copy,
    open: copy.open.slice(),
    high: copy.high.slice(),
    low: copy.low.slice(),
    close: copy.close.slice(),
    volume: copy.volume.slice(),
    quoteVolume: copy.quoteVolume.slice(),
    takerBuyVolume: copy.takerBuyVolume.slice(),
  }
}
