import { DAY, nextMonthStart, type TimeRange } from '../../core/time.js'

/** What is known of a file of candles by its name. */
export interface CandleFileName {
  /** The pair or the coin as the name has it, for messages: `FILUSDT`, `BTC_USDT`, `fil`. */
  readonly pair: string
  /** Unified symbol, where coin and quote stand apart in the name. */
  readonly symbol?: string
  /** Short name of the base, where the name has that alone. */
  readonly base?: string
  readonly interval: string
  readonly exchange?: string
  readonly marketType?: string
  /** Who names files so, where the name alone does not say all that follows from it. */
  readonly origin?: string
  /** The time that the content must lie in. */
  readonly range?: TimeRange
  /** Why the file is refused: its content is no candles of trades. */
  readonly rejectReason?: string
}

/** `FILUSDT-1m-2023-08.zip`, a day of it with `-15`: the names of Binance's archive. */
const ARCHIVE = /^([A-Z0-9]+)-([1-9]\d*[a-zA-Z]+)-(\d{4}-\d{2})(-\d{2})?\./
/** `binance-spot_BTCUSDT_1m_2021-03-26_2021-05-20.csv.gz`: exchange, market type, pair, interval, and any remark. */
const DESCRIPTIVE = /^([a-z0-9]+)-([a-z]+)_([A-Z0-9]+)_([1-9]\d*[a-zA-Z]+)[_.]/
/** `BTC_USDT-1m.feather`, `BTC_USDT_USDT-1m-futures.feather`: freqtrade's coin, quote, settling currency and kind. */
const FREQTRADE = /^([A-Z0-9]+)_([A-Z0-9]+)(?:_([A-Z0-9]+))?-([1-9]\d*[a-zA-Z]+)(?:-([a-zA-Z_]+))?\./
/** `XBTUSD_1.csv`, with or without a zip or gz around it: pair and minutes of Kraken's archive. */
const KRAKEN = /^([A-Z0-9]{5,})_(1|5|15|30|60|240|720|1440)\.csv(?:\.gz|\.zip)?$/
/** The quotes of Kraken's markets, the longer ones first: its archive writes pairs without a separator. */
const KRAKEN_QUOTES = [
  'USDT',
  'USDC',
  'PYUSD',
  'DAI',
  'USD',
  'EUR',
  'GBP',
  'CHF',
  'CAD',
  'AUD',
  'JPY',
  'AED',
  'XBT',
  'ETH',
  'DOT',
]
/** What Kraken calls coins that all others call differently. */
const KRAKEN_COINS: ReadonlyMap<string, string> = new Map([
  ['XBT', 'BTC'],
  ['XDG', 'DOGE'],
])
/** `fil_OHLCV_df.h5`: the caches of the Python project. */
const PANDAS_CACHE = /^([a-z0-9]+)_OHLCV_df\.h5$/i

/** Reads a file's name; undefined where it follows no pattern that is known. */
export function parseCandleFileName(name: string): CandleFileName | undefined {
  return (
    parseArchiveName(name) ??
    parseDescriptiveName(name) ??
    parseFreqtradeName(name) ??
    parseKrakenName(name) ??
    parseCacheName(name)
  )
}

function parseArchiveName(name: string): CandleFileName | undefined {
  const [whole, pair = '', interval = '', month = '', day = ''] = ARCHIVE.exec(name) ?? []
  return whole ? { pair, interval, ...parseRange(month, day) } : undefined
}

function parseDescriptiveName(name: string): CandleFileName | undefined {
  const [, exchange, marketType, pair, interval] = DESCRIPTIVE.exec(name) ?? []
  return exchange && marketType && pair && interval ? { exchange, marketType, pair, interval } : undefined
}

function parseFreqtradeName(name: string): CandleFileName | undefined {
  const [, coin, quote, settle, interval, kind = settle ? 'futures' : 'spot'] = FREQTRADE.exec(name) ?? []
  if (!coin || !quote || !interval) return undefined
  const named = { pair: settle ? `${coin}_${quote}_${settle}` : `${coin}_${quote}`, interval }
  if (kind !== 'spot' && kind !== 'futures') return { ...named, rejectReason: `its name says ${kind}: expected trades` }
  const marketType = kind === 'spot' ? 'spot' : settle === coin ? 'coinm' : 'usdm'
  return { ...named, symbol: `${coin}/${quote}`, marketType }
}

function parseKrakenName(name: string): CandleFileName | undefined {
  const [, pair, minutes] = KRAKEN.exec(name) ?? []
  const quote = KRAKEN_QUOTES.find((one) => pair?.endsWith(one))
  if (pair === undefined || quote === undefined || quote === pair) return undefined
  const symbol = `${unifiedCoin(pair.slice(0, -quote.length))}/${unifiedCoin(quote)}`
  return { pair, symbol, interval: `${minutes}m`, exchange: 'kraken', marketType: 'spot', origin: "Kraken's archive" }
}

function unifiedCoin(coin: string): string {
  return KRAKEN_COINS.get(coin) ?? coin
}

function parseCacheName(name: string): CandleFileName | undefined {
  const [, base] = PANDAS_CACHE.exec(name) ?? []
  return base ? { pair: base, base: base.toLowerCase(), interval: '1m' } : undefined
}

function parseRange(month: string, day: string): { range?: TimeRange } {
  const from = Date.parse(`${month}${day || '-01'}T00:00Z`)
  if (Number.isNaN(from)) return {}
  return { range: { from, to: day ? from + DAY : nextMonthStart(from) } }
}
