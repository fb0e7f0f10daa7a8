import { fileURLToPath } from 'node:url'
import { PACKAGE_NAME, packageEntry } from '../../definitions/package-entry.js'

/** The `followupward.yaml` that `init` writes: every key with its default, commented out where it is seldom changed. */
export const CONFIG_TEMPLATE = `# A FollowUpward workspace. Every key has a default; an unknown key is an error.
profile: test            # test | production: which of the profiles below is laid over the rest
data: data               # folder of candles and of all that is computed from them
timeZone: UTC            # how times are shown; kept and read as UTC
exchange:
  id: binance            # a ccxt id
  # url: http://127.0.0.1:8090   # a simulated exchange instead of the real one
market: spot             # spot | usdm | …
quote: USDT
bases: []                # for example [btc, eth]; empty: all that the data folder has
fees: { maker: 0.001, taker: 0.001 }
thresholds: { buy: 0.7, sell: 0.8 }
gaps: { outageMinutes: 30, noTradeBreakMinutes: 10 }
# blacklist:               # pairs that are never bought, judged each minute on the days before it
#   minDailyQuoteVolume: 14400000   # least average volume a day in quote
#   maxNoTradeBreaks: 4
#   days: 30
# trading:
#   account: main          # your own name for the account on the exchange
#   maxQuote: 1000         # most quote that one decision spends
#   priceBand: { buy: 0.01, sell: 0.1 }   # how far from the last close an order's price may be, as a share
#   orderMaxQuote: 4500    # larger orders are split
#   icebergQuote: 450      # orders above this show only parts of this size
#   orderSeconds: 45       # an order not filled by then is cancelled
#   lossMinutes: 5         # a position under water for longer is sold; set here, assess counts that, too
#   whenHolding: ignore    # ignore | add
#   blacklist: []          # never traded
#   watchDailyQuoteVolume: 14400000   # also watch the classifier's other bases of that volume a day; 0: none
# dashboard:               # gains, per cent an hour, that speak for buying and for selling
#   gainLimits: { 5m: { buy: 8, sell: -3 }, 15m: { buy: 4, sell: -2 } }   # also 30m 1h 2h 4h 12h 24h 3d 9d
# training:                # of trainings that are not told otherwise; docs/training.md has all keys
#   optimizer: adam        # adam | adamw | sgd
#   learningRate: 0.001
#   schedule: constant     # constant | cosine | plateau
#   best: gain             # gain | loss | metric:NAME
#   threads: 2             # left out, a training finds the fastest number
#   memory: 2048           # megabytes of training rows that are held in memory; more are mapped from a file
#   disk: 20480            # megabytes of such files that are kept; beyond them those used longest ago are removed
profiles:
  test: { data: data }
  production: { data: data-production, classifiers: classifiers, book: book-production.sqlite }
`

/** The `sets_split.csv` that `init` writes: tab separated, times in UTC, both ends inclusive. */
export const SETS_TEMPLATE = `set_type\tstart\tend
training\t2023-08-01T00:00\t2023-09-30T23:59
validation\t2023-10-01T00:00\t2023-10-31T23:59
test\t2023-11-01T00:00\t2023-11-30T23:59
`

/**
 * `tsconfig.json` of a new workspace: with it an editor knows this package's types in a folder without an installation. No
 * command reads it.
 */
export function editorConfigText(): string {
  const types = fileURLToPath(packageEntry()).replace(/\.js$/, '.d.ts')
  const settings = {
    compilerOptions: {
      target: 'ES2023',
      module: 'ESNext',
      moduleResolution: 'bundler',
      lib: ['ES2023'],
      types: [],
      strict: true,
      noEmit: true,
      skipLibCheck: true,
      allowImportingTsExtensions: true,
      paths: { [PACKAGE_NAME]: [types] },
    },
    include: ['features', 'targets', 'nets', 'events', 'metrics'],
  }
  return `// For your editor alone: types and completion in your own definitions. No command reads it.
// Where ${PACKAGE_NAME} moves, or is installed in this folder, change or remove "paths".
${JSON.stringify(settings, null, 2)}
`
}
