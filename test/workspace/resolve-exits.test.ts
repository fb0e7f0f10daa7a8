import { describe, expect, test } from 'vitest'
import { defaultConfig, parseConfig } from '../../src/config/parse-config.js'
import type { TradingConfig } from '../../src/config/schema.js'
import type { ExitRules } from '../../src/core/exit-rules.js'
import { tradedExits } from '../../src/trading/decide.js'
import T10up5low30min from '../../src/targets/catalog/T10up5low30min.js'
import TargetGrad1h1pct from '../../src/targets/catalog/TargetGrad1h1pct.js'
import { targetError } from '../../src/targets/user-target.js'
import {
  resolveExits,
  resolveTradedExits,
  withTradedExits,
  type ExitInputs,
} from '../../src/workspace/resolve-exits.js'

const LABELS = { stopLoss: 0.005, takeProfit: 0.01, maxMinutes: 28 }

const resolve = (
  request: ExitInputs['request'],
  trading: ExitInputs['trading'] = {},
  target: ExitInputs['target'] = T10up5low30min,
): ExitRules => resolveExits({ request, trading, target })

describe('exits of an assessment', () => {
  test('are none where nobody names any', () => {
    expect(resolve({})).toEqual({})
    expect(resolve({ exits: 'none' }, { exits: LABELS })).toEqual({})
  })

  test('are the barriers of the target, as requested or as configured', () => {
    expect(resolve({ exits: 'labels' })).toEqual(LABELS)
    expect(resolve({}, { exits: 'labels' })).toEqual(LABELS)
    const target = { id: 'Own', barriers: { up: 0.02, down: 0.01, minutes: 9, trigger: 'high-low' as const } }
    const rules = { stopLoss: 0.01, takeProfit: 0.02, maxMinutes: 9, trigger: 'high-low' }
    expect(resolve({ exits: 'labels' }, {}, target)).toEqual(rules)
  })

  test('are those of the configuration, each of which a request replaces', () => {
    const trading = { exits: { stopLoss: 0.1, trailingStop: 0.2 }, lossMinutes: 7 }
    expect(resolve({}, trading)).toEqual({ stopLoss: 0.1, trailingStop: 0.2, lossMinutes: 7 })
    const request = { stopLoss: 0.3, trailingStop: 0, maxMinutes: 60, exitTrigger: 'high-low' as const, lossMinutes: 0 }
    expect(resolve(request, trading)).toEqual({ stopLoss: 0.3, maxMinutes: 60, trigger: 'high-low' })
  })

  test('of labels without barriers, or without a target, are refused by name', () => {
    expect(() => resolve({ exits: 'labels' }, {}, TargetGrad1h1pct)).toThrow(
      'exits labels: target TargetGrad1h1pct declares no barriers; name stopLoss, takeProfit or maxMinutes',
    )
    expect(() => resolveExits({ request: { exits: 'labels' }, trading: {} })).toThrow('come without a target')
  })
})

const traded = (request: ExitInputs['request'], trading: ExitInputs['trading'] = {}): ExitRules =>
  resolveTradedExits({ request, trading, target: T10up5low30min })

describe('exits of trading', () => {
  test('sell after five minutes at a loss where nothing else is said', () => {
    expect(traded({})).toEqual({ lossMinutes: 5 })
    expect(traded({}, { lossMinutes: 3 })).toEqual({ lossMinutes: 3 })
    expect(traded({}, { lossMinutes: 0 })).toEqual({})
    expect(traded({ exits: 'labels' })).toEqual(LABELS)
    expect(traded({}, { exits: 'labels', lossMinutes: 3 })).toEqual({ ...LABELS, lossMinutes: 3 })
  })

  test('are rules of the configuration by the time that the trading step reads them', async () => {
    const trading: TradingConfig = { ...defaultConfig().trading, exits: 'labels' }
    expect(() => tradedExits(trading)).toThrow('become rules')
    const workspace = { ...directories, config: { ...defaultConfig(), trading } }
    const description = { target: { id: 'T10up5low30min' } }
    const resolved = await withTradedExits({ workspace }, {}, description)
    expect(tradedExits(resolved.workspace.config.trading)).toEqual(LABELS)
    const plain = await withTradedExits({ workspace }, { exits: 'none' }, description)
    expect(tradedExits(plain.workspace.config.trading)).toEqual({ lossMinutes: 5 })
  })
})

const directories = {
  directory: '/nowhere',
  dataFolder: '',
  classifierFolder: '',
  reportFolder: '',
  runFolder: '',
  bookFile: '',
}

function read(exits: unknown): unknown {
  return parseConfig(JSON.stringify({ trading: { exits } }), 'f.yaml').trading.exits
}

test('the configuration reads labels, none and rules, and says what it expects', () => {
  expect(read('labels')).toBe('labels')
  expect(read({ stopLoss: 0.01, trigger: 'high-low' })).toEqual({ stopLoss: 0.01, trigger: 'high-low' })
  expect(() => read('label')).toThrow(/trading\.exits.*none, labels or rules/)
  expect(() => read({ stopLoss: 1 })).toThrow(/stopLoss|less than 1/)
})

test('a target may declare barriers, and only such as can be traded by', () => {
  const target = { ...T10up5low30min }
  expect(targetError(target)).toBe(undefined)
  expect(targetError({ ...target, barriers: { up: 0.01, down: -0.005, minutes: 28 } })).toMatchObject({})
  expect(targetError({ ...target, barriers: { up: 0.01, down: -0.005, minutes: 28 } })).not.toBe(undefined)
})
