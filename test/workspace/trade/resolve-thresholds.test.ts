import { describe, expect, test } from 'vitest'
import type { TradeSession } from '../../../src/workspace/trade/trade-session.js'
import { resolveThresholds, type ResolvedThresholds } from '../../../src/workspace/trade/resolve-thresholds.js'

const selected = { set: 'validation', usedForSelection: true, epoch: 3 } as const
const cell = { gain: 0.1, count: 40, buyThreshold: 0.5, sellThreshold: 0.4 }
const settings = {
  classifier: 'net',
  mode: 'replay' as const,
  bases: [],
  fresh: false,
  release: false,
  acceptBalances: false,
  openTestSet: false,
}

const resolve = (request: Partial<TradeSession['settings']>, isChosen = true): ResolvedThresholds =>
  resolveThresholds({
    settings: { ...settings, ...request },
    classifier: { description: { selection: isChosen ? { ...selected, ...cell } : { ...selected, none: true } } },
  })

describe('the thresholds of a run', () => {
  test('are those that were chosen for the classifier', () => {
    expect(resolve({})).toEqual({
      thresholds: { buy: 0.5, sell: 0.4 },
      sources: { buy: 'classifier', sell: 'classifier' },
    })
  })

  test('that the request names leave the other one as it was chosen', () => {
    expect(resolve({ buy: 0.9 })).toEqual({
      thresholds: { buy: 0.9, sell: 0.4 },
      sources: { buy: 'request', sell: 'classifier' },
    })
    expect(resolve({ sell: 0.8 }).thresholds).toEqual({ buy: 0.5, sell: 0.8 })
    expect(resolve({ buy: 0.3, sell: 0.3 }).thresholds).toEqual({ buy: 0.3, sell: 0.3 })
  })

  test('must both be named where none were chosen', () => {
    expect(() => resolve({}, false)).toThrow(/no thresholds were chosen for net: .*name both buy and sell/)
    expect(() => resolve({ buy: 0.7 }, false)).toThrow(/name both/)
    expect(resolve({ buy: 0.7, sell: 0.8 }, false).thresholds).toEqual({ buy: 0.7, sell: 0.8 })
  })
})
