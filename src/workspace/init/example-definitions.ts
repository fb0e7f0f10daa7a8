/** `features/ExampleReturns.ts` of a new workspace: a feature set in one file, with comments that explain it. */
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

/** `targets/ExampleHigher.ts` of a new workspace: a target in one file. */
export const EXAMPLE_TARGET = `import { TRADE_CLASSES, defineTarget, gridAfterHistory, makeFrame } from 'followupward'

// A target of your own: what the net shall learn to tell in advance. Unlike a feature it may look ahead, as far as its
// \`horizon\`: training keeps that many rows away from validation and test sets, so it must be true.
//   followupward check ExampleHigher
//   followupward train --features F2cond20 --target ExampleHigher

const id = 'ExampleHigher'

// Candles before and after a row that its label reads.
const history = 0
const horizon = 60

/** A change that pays for the fees of buying and selling, with a little left. */
const CHANGE = 0.003

export default defineTarget({
  id,
  version: 1,
  history,
  horizon,
  // hold, buy, sell: a label is an index into them.
  classes: TRADE_CLASSES,

  compute(candles) {
    const grid = gridAfterHistory(id, history, candles)
    const { close } = candles
    const target = new Uint8Array(grid.rows)
    // The last \`horizon\` rows have no label yet; they stay hold, and are never trained on.
    for (let row = 0; row + horizon < grid.rows; row++) {
      const change = close[row + horizon] / close[row] - 1
      target[row] = TRADE_CLASSES.indexOf(change > CHANGE ? 'buy' : change < -CHANGE ? 'sell' : 'hold')
    }
    return makeFrame(grid, [['target', target]])
  },
})
`

/** `metrics/ExampleHourAfter.ts` of a new workspace: a metric in one file. */
export const EXAMPLE_METRIC = `import { defineMetric } from 'followupward'

// A metric of your own: one figure of the validation set by which training keeps its best epoch and knows when to stop.
//   followupward train --features F2cond20 --target T10up5low30min --monitor metric:ExampleHourAfter
// This one is the mean change of the price in the hour after the minutes in which the net is surest that it should buy.

const HOUR = 60
/** Share of all minutes that are looked at: the same number whatever the scores are, so that epochs can be compared. */
const SURE = 0.01

export default defineMetric({
  id: 'ExampleHourAfter',
  version: 1,
  better: 'higher',

  // parts: one for each base; target, hold, buy, sell (scores), close and time have a value for each validation row.
  value({ parts }) {
    const changes: { score: number; change: number }[] = []
    for (const { ranges, buy, close } of parts) {
      // Rows of one range follow each other minute by minute; never look from one range into the next.
      for (const { from, to } of ranges) {
        for (let row = from; row + HOUR < to; row++) changes.push({ score: buy[row], change: close[row + HOUR] / close[row] - 1 })
      }
    }
    const sure = changes.sort((a, b) => b.score - a.score).slice(0, Math.ceil(SURE * changes.length))
    // It must be a number whatever the scores are, also where there are no rows.
    return sure.length > 0 ? sure.reduce((sum, { change }) => sum + change, 0) / sure.length : 0
  },
})
`
