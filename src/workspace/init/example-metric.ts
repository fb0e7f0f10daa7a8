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
