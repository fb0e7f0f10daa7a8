import { defineFeatureSet, gridAfterHistory, makeFrame } from 'followupward'

// A leak, on purpose: `followupward check` finds it. The loop begins at the first candle after the history and reads the
// candle after it. In a backtest this looks like genius; in trading that candle is not there yet.

const id = 'NextMinute'
const history = 1

export default defineFeatureSet({
  id,
  version: 1,
  history,
  columns: [{ name: 'return' }],
  compute(candles) {
    const grid = gridAfterHistory(id, history, candles)
    const { close } = candles
    const values = new Float32Array(grid.rows)
    for (let row = 0; row < grid.rows; row++) {
      const now = row + history
      // Right would be close[now] / close[now - 1].
      const next = Math.min(now + 1, close.length - 1)
      values[row] = (close[next] ?? 0) / (close[now] ?? 1) - 1
    }
    return makeFrame(grid, [['return', values]])
  },
})
