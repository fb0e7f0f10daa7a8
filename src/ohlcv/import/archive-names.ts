/** The columns of Binance's archive and of its klines, whose files may lack a header. */
export const ARCHIVE_NAMES: readonly string[] = [
  'open_time',
  'open',
  'high',
  'low',
  'close',
  'volume',
  'close_time',
  'quote_volume',
  'count',
  'taker_buy_volume',
  'taker_buy_quote_volume',
]

/** The columns of a plain file without a header. */
export const PLAIN_NAMES: readonly string[] = ['timestamp', 'open', 'high', 'low', 'close', 'volume']
