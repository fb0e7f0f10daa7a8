/** `features/ExampleReturns.ts` of a new workspace: a feature set in one file, with what there is to know beside it. */
export const EXAMPLE_FEATURES = `import { defineFeatureSet, gridAfterHistory, makeFrame, pctChange, rollingMean } from 'followupward'

// A feature set of your own: this one file, and nothing else. Every command knows it by its name at once:
//   followupward check ExampleReturns      does it look ahead, keep to its history, give the same bits each time?
//   followupward compute ExampleReturns    its columns, from stored candles or --candles FILE
//   followupward train --features ExampleReturns --target T10up5low30min
// Copy it, give the copy another name, and change that. The id is the name of the file.

const id = 'ExampleReturns'
const WINDOWS = [5, 15, 60]

// How many candles before a row its columns read. A row without them does not exist; one candle more must change nothing.
const history = 60

export default defineFeatureSet({
  id,
  // Raise it when you change a formula on purpose. An edit without it is noticed too: nothing stale is ever used.
  version: 1,
  history,
  // In the order of the net's inputs. A column may also stand for lagged copies of itself:
  //   { name: 'return5', lags: { count: 10, step: 5, nameAt: (lag) => \`return5_\${lag}\` } }
  columns: [...WINDOWS.map((window) => ({ name: \`return\${window}\` })), { name: 'volume5m1h' }, { name: 'upperWick' }],

  // candles: open, high, low, close, volume, … as Float64Array, one value a minute, the oldest first.
  compute(candles) {
    // All rows that have their history; the first of them is row \`history\` of the candles.
    const grid = gridAfterHistory(id, history, candles)
    const { close, high, low, open, volume } = candles

    // Building blocks give one value for each row from \`from\` on, the same bits wherever the candles begin.
    const { first } = candles.grid
    const returns = WINDOWS.map((window) => pctChange(close, { period: window, from: history }))
    const short = rollingMean(volume, { first, window: 5, from: history })
    const long = rollingMean(volume, { first, window: 60, from: history })

    // Or write the loop: \`row\` is a row of the result, \`now\` the same minute among the candles. Never read beyond \`now\`.
    const upperWick = new Float32Array(grid.rows)
    for (let row = 0; row < grid.rows; row++) {
      const now = row + history
      const range = high[now] - low[now]
      upperWick[row] = range > 0 ? (high[now] - Math.max(open[now], close[now])) / range : 0
    }

    return makeFrame(grid, [
      ...WINDOWS.map((window, i) => [\`return\${window}\`, Float32Array.from(returns[i])] as const),
      // Where nothing was traded a value is needed too: NaN is of no use to a net.
      ['volume5m1h', Float32Array.from(short, (mean, row) => (long[row] > 0 ? mean / long[row] : 0))],
      ['upperWick', upperWick],
    ])
  },
})
`
