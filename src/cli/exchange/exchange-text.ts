import { isoMinute } from '../../core/time.js'
import type { ScenarioInfo, ExchangeServer } from '../../workspace/exchange/result.js'
import { renderTable } from '../table.js'

/** `10000,BNB=2` as amounts by coin, the first of the quote; what has another form stays as it is, to be refused. */
export function balancesIn(value: unknown, quote: string): unknown {
  if (typeof value !== 'string' || !/[=,]/.test(value)) return value
  const parts = value.split(',').map((part) => part.split('='))
  if (parts.some((words, index) => words.length > 2 || (words.length === 1 && index > 0))) return value
  return Object.fromEntries(
    parts.map(([first = '', second]) => (second === undefined ? [quote, first] : [first, second])),
  )
}

/** Where the exchange is and how to trade on it. */
export function exchangeText({ url, symbols, market, speed, from, to, apiKey, secret }: ExchangeServer): string {
  const source = market === undefined ? 'stored candles' : `made-up candles (${market})`
  const pace = speed === 'stepped' ? 'stepped by its client' : `at ${speed} times real time`
  return `Simulated exchange, Binance's spot protocol: ${url}
  markets  ${symbols.join(', ')}: ${source}
  time     ${isoMinute(from)} … ${isoMinute(to)}, ${pace}
To trade on it, write into the workspace's followupward.yaml
  exchange: { id: binance, url: ${url} }
and set the account's key and secret. They follow from --seed and open this simulated account only:
  export FOLLOWUPWARD_TESTNET_API_KEY=${apiKey}
  export FOLLOWUPWARD_TESTNET_SECRET=${secret}
Then trade with: followupward trade --mode testnet --classifier NAME
Ctrl-C ends the exchange.
`
}

export function scenariosText(list: readonly ScenarioInfo[]): string {
  return renderTable(
    [{ name: 'scenario' }, { name: 'what goes wrong' }, { name: 'settings' }],
    list.map(({ id, summary, settings }) => [id, summary, settingsText(settings)]),
  )
}

function settingsText(settings: unknown): string {
  return JSON.stringify(settings).replaceAll(/["{}]/g, '').replaceAll(',', ', ')
}
