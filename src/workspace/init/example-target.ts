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
