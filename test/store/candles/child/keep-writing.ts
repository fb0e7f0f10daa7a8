import { candlesFrom } from '../../../support/candles-from.js'
import { openCandleStore } from '../../../../src/store/candles/open-candle-store.js'
import { STRESS_MARKET, STRESS_ROWS, STRESS_START } from './stress.js'

/** Rewrites two months for ever, every candle of a round with the round's number as its volume, until it is killed. */
const [folder = '', first = '1'] = process.argv.slice(2)
const store = openCandleStore(folder)
for (let round = Number(first); ; round++) {
  const candles = candlesFrom(STRESS_START, STRESS_ROWS)
  candles.volume.fill(round)
  await store.merge(STRESS_MARKET, candles, { conflict: 'new' })
  process.stdout.write(`${round}\n`)
}
