import type { Market } from '../../core/market.js'
import type { MinuteQuote, Quotes } from './quotes.js'
import type { TimeRange } from '../../core/time.js'

/**
 * The quotes of all markets in one data folder, beside the candles: `quotes/<marketPath>/2023-08.arrow`. Any number of readers may work
 * beside one writer for each market.
 */
export interface QuoteStore {
  /** Lists the markets that have quotes. */
  markets(): Promise<readonly Market[]>
  /** Returns the time from the first quote to the end of the last; undefined without any. */
  range(market: Market): Promise<TimeRange | undefined>
  /**
   * Reads quotes over `range` (default: all stored), cut to what is stored; undefined where there are none. Throws UserError where a month is
   * damaged, after its file was set aside: from then on its minutes have no quotes.
   */
  read(market: Market, range?: TimeRange): Promise<Quotes | undefined>
  /** What tells one state of a market's quotes from another, without reading them: another text wherever a file was written since. */
  identities(market: Market): Promise<readonly string[]>
  /** Lists the files of this market that were found damaged and set aside. */
  damaged(market: Market): Promise<readonly string[]>
  /**
   * Merges quotes into the stored ones. Equal quotes change no byte. Different ones for a minute are refused by a RequestError that names the
   * first such minute, unless `conflict` says which ones win.
   */
  merge(market: Market, quotes: Quotes, options?: QuoteMergeOptions): Promise<QuoteMergeReport>
  /** Stores one quote at once and durably without rewriting a month; it replaces that of its minute. */
  append(market: Market, quote: MinuteQuote): Promise<void>
  /** Removes all quotes of the market. */
  remove(market: Market): Promise<void>
}

export interface QuoteMergeOptions {
  readonly conflict?: 'refuse' | 'stored' | 'new'
  /** A dry run only reports what would happen; conflicts throw as they would. */
  readonly dryRun?: boolean
}

export interface QuoteMergeReport {
  /** Minutes that had no quote before. */
  readonly added: number
  readonly changed: number
  readonly unchanged: number
  /** Minutes whose quotes differed from the stored ones, whichever won. */
  readonly conflicting: number
}
