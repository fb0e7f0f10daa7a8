import { describe, expect, test } from 'vitest'
import { defaultConfig, parseConfig } from '../../src/config/parse-config.js'
import { CONFIG_TEMPLATE } from '../../src/workspace/init/templates.js'
import { chooseBases, marketOfBase } from '../../src/config/markets.js'

const parse = (text: string): unknown => parseConfig(text, 'followupward.yaml')

describe('parseConfig', () => {
  test('an empty file gives the defaults of the trading rules', () => {
    const config = defaultConfig()
    expect(config.thresholds).toEqual({ buy: 0.7, sell: 0.8 })
    expect(config.fees).toEqual({ maker: '0.001', taker: '0.001' })
    expect(config.trading).toMatchObject({ orderMaxQuote: '4500', icebergQuote: '450', icebergMaxParts: 10 })
    expect(config.gaps).toEqual({
      outageMinutes: 30,
      notImportedMinutes: 4320,
      noTradeBreakMinutes: 10,
      flatMinutes: 30,
    })
  })

  test('the template of init says what the defaults are', () => {
    const { data: _, ...template } = parseConfig(CONFIG_TEMPLATE, 'template')
    const { data: __, ...defaults } = defaultConfig()
    expect(template).toEqual(defaults)
  })

  test.each([
    ['qoute: USDT', /unknown key qoute; allowed are .*quote/],
    ['fees: { taker: 0.001, makre: 0 }', /unknown key fees\.makre/],
    ['thresholds: { buy: 1.7 }', /thresholds\.buy is 1\.7: expected at most 1/],
    ['profile: live', /profile is "live": allowed are test, production/],
    ['timeZone: Mars/Base', /timeZone is "Mars\/Base": expected an IANA time zone/],
    ['bases: [BTC]', /bases\.0 is "BTC": .*lower-case name/],
    ['fees: { maker: "a lot" }', /fees\.maker is "a lot": .*decimal/],
    ['profiles: { test: { marker: spot } }', /unknown key profiles\.test\.marker/],
    ['quote: [', /not valid YAML/],
    [
      'a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nd: &d [*c, *c]\ne: &e [*d, *d]\nf: &f [*e, *e]\ng: &g [*f, *f]\nh: [*g, *g]',
      /not valid YAML: Excessive alias count/,
    ],
    ['fees: &a\n  taker: *a', /fees|not valid YAML/],
    ['quote: &a [*a]', /not valid YAML: Converting circular structure/],
    ['quote: *nowhere', /not valid YAML: Unresolved alias/],
    [`quote: ${'['.repeat(20_000)}`, /not valid YAML/],
    [`quote: ["${'x'.repeat(10_000)}"]`, /^.{0,400}$/],
    ['quote: USDT\n---\nquote: EUR', /not valid YAML: Source contains multiple documents/],
    ['? [quote, base]\n: USDT', /unknown key \[ quote, base \]/],
    ['"\\e[2J": 1', /unknown key \uFFFD\[2J/],
    ['- a list', /expected object/],
  ])('%s is refused in one line that names key, value and what is allowed', (text, message) => {
    expect(() => parse(text)).toThrow(message)
    expect(() => parse(text)).toThrow(/^followupward\.yaml: [^\n]*$/)
  })

  test('the chosen profile is laid over the rest, group by group', () => {
    const text =
      'profile: production\nfees: { maker: 0.002 }\nprofiles: { production: { data: live, fees: { taker: 0 } } }'
    const config = parseConfig(text, 'x')
    expect(config.data).toBe('live')
    expect(config.fees).toEqual({ maker: '0.002', taker: '0' })
  })
})

describe('the address of an exchange', () => {
  test.each([
    'http://127.0.0.1:8090',
    'http://localhost:1',
    'http://[::1]:1',
    'http://127.1.2.3',
    'https://example.org',
  ])('may be %s', (url) => expect(parseConfig(`exchange: { url: "${url}" }`, 'x').exchange.url).toBe(url))

  test.each([
    'http://example.org',
    'http://192.168.1.2:8090',
    'http://127.0.0.1.example.org',
    'http://127.0.0.1@example.org',
    'http://0.0.0.0:80',
    'ftp://127.0.0.1',
    'ws://127.0.0.1',
    'elsewhere',
  ])('is never %s, where others could read keys and orders', (url) => {
    expect(() => parseConfig(`exchange: { url: "${url}" }`, 'x')).toThrow(/^x: exchange.url is "[^"]*": [^\n]*$/)
  })
})

describe('bases and markets', () => {
  const config = parseConfig('bases: [btc, {name: gold, symbol: PAXG/USDT}]', 'x')
  const stored = ['BTC/USDT', 'ETH/USDT', 'PAXG/USDT', 'ETH/BTC'].map((symbol) => ({
    exchange: 'binance',
    type: 'spot',
    symbol,
    interval: '1m',
  }))

  test('a base stands for its symbol in the workspace', () => {
    expect(marketOfBase(config, 'btc').symbol).toBe('BTC/USDT')
    expect(marketOfBase(config, 'gold').symbol).toBe('PAXG/USDT')
  })

  test('asked for, configured, or all that are stored', () => {
    const names = (asked: string[]): string[] => chooseBases(config, stored, asked).map((base) => base.name)
    expect(names(['eth'])).toEqual(['eth'])
    expect(names([])).toEqual(['btc', 'gold'])
    expect(chooseBases(defaultConfig(), stored, []).map((base) => base.name)).toEqual(['btc', 'eth', 'paxg'])
  })

  test('a base that is not stored is an error that lists what is', () => {
    expect(() => chooseBases(config, stored, ['doge'])).toThrow(/no candles of base doge .*there are: btc, eth, gold/)
  })

  test('markets of another type are not mixed in', () => {
    const usdm = stored.map((market) => ({ ...market, type: 'usdm' }))
    expect(() => chooseBases(config, usdm, ['btc'])).toThrow(/none yet/)
  })
})
