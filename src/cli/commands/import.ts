import { CandleConflictError } from '../../store/candles/candle-store.js'
import { createTimeFormat } from '../../workspace/time-format.js'
import { useCases } from '../../workspace/use-cases.js'
import { conflictText, importText } from '../import/import-text.js'
import { requestCommand } from '../request-command.js'

const HELP = `
Recognised: the Binance archive, csv with or without a header, Parquet, feather and Arrow files, freqtrade's json and
feather (BTC_USDT-1m.feather), HDF5 caches of pandas (fil_OHLCV_df.h5). Times are UTC. The file's name says which market
it is, where it follows one of these; else --base or --symbol does. Quotes of minutes (timestamp, bid, ask; LEAN's minute
quotes) are read from files whose names say so (fil-quotes.csv, 20221213_quote.zip), or with --content quotes. All files
are checked before anything is stored.`

export default requestCommand({
  useCase: useCases['data.import'],
  configure: (command) => void command.addHelpText('after', HELP),
  next: () => 'data',
  text: (done, { context }) => importText(done, context.workspace.config),
  onError: (error, { io, context }) => {
    const { timeZone } = context.workspace.config
    if (error instanceof CandleConflictError) io.err(conflictText(error, createTimeFormat(timeZone)))
  },
})
