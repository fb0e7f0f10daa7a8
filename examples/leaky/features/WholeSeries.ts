import { defineFeatureSet, gridAfterHistory, makeFrame } from 'followupward'

// A leak, on purpose: `followupward check` finds it. Subtracting the mean of all candles at hand tells every row whether
// prices are higher or lower than they will be. Scaling belongs to training, which fits it on training rows only.

const id = 'WholeSeries'

export default defineFeatureSet({
  id,
  version: 1,
  history: 0,
  columns: [{ name: 'level' }],
  compute(candles) {
    const grid = gridAfterHistory(id, 0, candles)
    const mean = candles.close.reduce((sum, close) => sum + close, 0) / candles.close.length
    return makeFrame(grid, [['level', Float32Array.from(candles.close, (close) => close / mean - 1)]])
  },
})
