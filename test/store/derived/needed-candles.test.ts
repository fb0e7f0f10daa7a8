import { describe, expect, test } from 'vitest'
import { sliceCandles, type Candles } from '../../../src/core/candles.js'
import { gridAfterHistory, otherCandles, type Definition } from '../../../src/definitions/definition.js'
import { makeFrame, type Frame } from '../../../src/core/frame.js'
import { rangeOf, timeAt } from '../../../src/core/grid.js'
import { marketOfBase, type Market } from '../../../src/core/market.js'
import { DAY, HOUR, MINUTE } from '../../../src/core/time.js'
import { openCandleStore } from '../../../src/store/candles/open-candle-store.js'
import { openDerivedStore, type DerivedRequest } from '../../../src/store/derived/derived-store.js'
import { candlesFrom } from '../../support/candles-from.js'
import { disturbed } from '../../support/random-candles.js'
import { expectSameFrame } from '../../support/same-bits.js'
import { temporaryFolder } from '../../support/temporary-folder.js'

const FIL: Market = { exchange: 'simulated', type: 'spot', symbol: 'FIL/USDT', interval: '1m' }
const BTC = marketOfBase(FIL, 'btc')
const START = Date.UTC(2024, 0, 30)
const HISTORY = 60

/** How both bases moved against each other within an hour. */
function definition(computed: number[] = []): Definition {
  const compute = (candles: Candles): Frame => {
    const grid = gridAfterHistory('Against', HISTORY, candles)
    computed.push(grid.rows)
    const { close } = candles
    const other = otherCandles(candles, 'btc').close
    const values = Float32Array.from({ length: grid.rows }, (_, i) => {
      const now = (close[i + HISTORY] ?? 0) / (other[i + HISTORY] ?? 0)
      return now / ((close[i] ?? 0) / (other[i] ?? 0)) - 1
    })
    return makeFrame(grid, [['against', values]])
  }
  return { id: 'Against', version: 1, history: HISTORY, needs: ['btc'], compute }
}

function requestOf(one: Definition): DerivedRequest {
  return { kind: 'features', definition: one, sourceHash: 's', market: FIL, columnHistory: HISTORY, horizon: 0 }
}

const fil = candlesFrom(START, 3 * 1440)
const btc = disturbed(candlesFrom(START - DAY, 5 * 1440), 0, 2000, 3)
const both = { ...fil, others: new Map([['btc', sliceCandles(btc, 1440, 3 * 1440)]]) }

async function storeOf(btcCandles: Candles | undefined): Promise<{
  readonly store: ReturnType<typeof openCandleStore>
  readonly derived: ReturnType<typeof openDerivedStore>
}> {
  const folder = await temporaryFolder()
  const store = openCandleStore(folder)
  await store.merge(FIL, fil)
  if (btcCandles) await store.merge(BTC, btcCandles)
  return { store, derived: openDerivedStore(folder, store) }
}

describe('candles of other bases', () => {
  test('are on the same exchange, against the same quote', () => {
    expect(BTC.symbol).toBe('BTC/USDT')
    expect(marketOfBase({ ...FIL, symbol: 'FIL/USDT:USDT' }, 'btc').symbol).toBe('BTC/USDT:USDT')
  })

  test('are read beside the own ones, and sliced with them', async () => {
    const { derived } = await storeOf(btc)
    const one = definition()
    const frame = await derived.frame(requestOf(one))
    expectSameFrame(frame, one.compute(both))
    expectSameFrame(one.compute(sliceCandles(both, 100, 200)), one.compute(sliceCandles({ ...both }, 100, 200)))
    expect(one.compute(sliceCandles(both, 100, 200)).grid.first).toBe(fil.grid.first + 100 + HISTORY)
  })

  test('a revision of the other base renews what reads it, and nothing before', async () => {
    const computed: number[] = []
    const one = definition(computed)
    const { store, derived } = await storeOf(btc)
    const before = await derived.frame(requestOf(one))
    computed.length = 0
    expectSameFrame(await derived.frame(requestOf(one)), before)
    expect(computed).toEqual([])
    const revised = disturbed(btc, 4 * 1440 - 60, 4 * 1440 - 59)
    await store.merge(BTC, revised, { conflict: 'new' })
    const others = new Map([['btc', sliceCandles(revised, 1440, 3 * 1440)]])
    const after = await derived.frame(requestOf(one))
    expect(computed.length).toBe(1)
    expectSameFrame(after, definition().compute({ ...fil, others }))
  })

  test('rows are there where all bases have candles', async () => {
    const { derived } = await storeOf(sliceCandles(btc, 1440 + 300, 1440))
    const { grid } = await derived.frame(requestOf(definition()))
    expect(rangeOf(grid)).toEqual({ from: START + 5 * HOUR + HISTORY * MINUTE, to: START + DAY + 5 * HOUR })
  })

  test('a base without candles, or none at that time, is named', async () => {
    const { derived } = await storeOf(undefined)
    await expect(derived.frame(requestOf(definition()))).rejects.toThrow(/no candles of BTC\/USDT .*import/)
    const elsewhere = await storeOf(candlesFrom(START - 9 * DAY, 1440))
    await expect(elsewhere.derived.frame(requestOf(definition()))).rejects.toThrow(
      /Against needs candles of BTC\/USDT .* too: there are some from 2024-01-21T00:00Z to 2024-01-22T00:00Z/,
    )
  })

  test('a computation without them, or with some of another time, says what to do', () => {
    expect(() => definition().compute(fil)).toThrow(/candles of btc are needed beside these/)
    expect(timeAt(btc.grid, 0)).toBe(START - DAY)
    expect(() => definition().compute({ ...fil, others: new Map([['btc', btc]]) })).toThrow(/candles of btc cover/)
  })
})
