import { DAY, nextMonthStart, type TimeRange } from '../../core/time.js'

/** What the name of a file of candles says about its content. */
export interface CandleFileName {
  /** Coin and quote in one word, `FILUSDT`. */
  readonly pair: string
  readonly interval: string
  readonly exchange?: string
  readonly marketType?: string
  /** The time that the content must lie in. */
  readonly range?: TimeRange
}

/** `FILUSDT-1m-2023-08.zip`, a day of it with `-15`: the names of Binance's archive. */
const ARCHIVE = /^([A-Z0-9]+)-([1-9]\d*[a-zA-Z]+)-(\d{4}-\d{2})(-\d{2})?\./
/** `binance-spot_BTCUSDT_1m_2021-03-26_2021-05-20.csv.gz`: exchange, market type, pair, interval, and any remark. */
const DESCRIPTIVE = /^([a-z0-9]+)-([a-z]+)_([A-Z0-9]+)_([1-9]\d*[a-zA-Z]+)[_.]/

/** Reads a file's name; undefined where it follows no pattern that is known. */
export function parseCandleFileName(name: string): CandleFileName | undefined {
  const archive = ARCHIVE.exec(name)
  if (archive) {
    const [, pair = '', interval = '', month = '', day = ''] = archive
    return { pair, interval, ...rangeNamed(month, day) }
  }
  const [, exchange, marketType, pair, interval] = DESCRIPTIVE.exec(name) ?? []
  if (!exchange || !marketType || !pair || !interval) return undefined
  return { exchange, marketType, pair, interval }
}

function rangeNamed(month: string, day: string): { range?: TimeRange } {
  const from = Date.parse(`${month}${day || '-01'}T00:00Z`)
  if (Number.isNaN(from)) return {}
  return { range: { from, to: day ? from + DAY : nextMonthStart(from) } }
}
