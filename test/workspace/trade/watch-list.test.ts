import { describe, expect, test } from 'vitest'
import { buildWatchList, type WatchListInputs } from '../../../src/workspace/trade/watch-list.js'
import { parseConfig } from '../../../src/config/parse-config.js'
import { Decimal } from '../../../src/core/decimal.js'

const TRAINED = ['btc', 'eth', 'fil', 'ada']

const inputs = (yaml: string, others: Partial<WatchListInputs> = {}): WatchListInputs => ({
  config: parseConfig(yaml, 'followupward.yaml'),
  requestedBases: [],
  trainedBases: TRAINED,
  positions: new Map(),
  isTradable: () => true,
  ...others,
})

const held = (symbol: string, amount: string): [string, { symbol: string; amount: Decimal; averagePrice: Decimal }] => [
  symbol,
  { symbol, amount: new Decimal(amount), averagePrice: new Decimal(1) },
]

const isFil = (name: string): boolean => name === 'fil'

const VOLUME = 'trading: { watchDailyQuoteVolume: 14400000, blacklist: [ada] }\n'

function namesOf(given: WatchListInputs): unknown {
  const { bases, byVolume, unscored, blacklisted } = buildWatchList(given)
  return { bases: bases.map(({ name }) => name), byVolume, unscored, blacklisted }
}

describe('bases under watch', () => {
  test('without a volume: those asked for, else the configured ones, else the trained ones', () => {
    const none = { byVolume: [], unscored: [], blacklisted: [] }
    expect(namesOf(inputs('bases: [btc]', { requestedBases: ['eth'] }))).toEqual({ bases: ['eth'], ...none })
    expect(namesOf(inputs('bases: [btc]'))).toEqual({ bases: ['btc'], ...none })
    expect(namesOf(inputs(''))).toEqual({ bases: TRAINED, ...none })
  })

  test('with a volume: the configured ones, and the other trained ones by their volume, never a blacklisted one', () => {
    expect(namesOf(inputs(`bases: [btc]\n${VOLUME}`))).toEqual({
      bases: ['btc', 'eth', 'fil'],
      byVolume: ['eth', 'fil'],
      unscored: [],
      blacklisted: ['ada'],
    })
    expect(namesOf(inputs(VOLUME))).toMatchObject({ bases: ['btc', 'eth', 'fil'], byVolume: ['btc', 'eth', 'fil'] })
  })

  test('a volume adds nothing to bases that were asked for, nor what cannot be traded', () => {
    expect(namesOf(inputs(VOLUME, { requestedBases: ['btc'] }))).toMatchObject({ bases: ['btc'], byVolume: [] })
    expect(namesOf(inputs(VOLUME, { isTradable: isFil }))).toMatchObject({ bases: ['fil'], byVolume: ['fil'] })
    expect(() => buildWatchList(inputs(VOLUME, { isTradable: () => false }))).toThrow(/14400000 of volume a day/)
  })

  test('what the book holds is watched whatever else is said, without scores where the classifier does not know it', () => {
    const positions = new Map([
      held('ETH/USDT', '1'),
      held('XRP/USDT', '2'),
      held('FIL/USDT', '0'),
      held('BTC/EUR', '1'),
    ])
    expect(namesOf(inputs('bases: [btc]', { positions }))).toEqual({
      bases: ['btc', 'eth', 'xrp'],
      byVolume: [],
      unscored: ['xrp'],
      blacklisted: [],
    })
    const gone = { positions, isTradable: (name: string) => name !== 'xrp' }
    // What is held in a market that is gone stays on the list, so that the run names it.
    expect(namesOf(inputs('bases: [btc]\ntrading: { blacklist: [eth] }', gone))).toMatchObject({
      bases: ['btc', 'xrp'],
      blacklisted: ['eth'],
    })
  })
})
