import { columnOf, makeFrame } from '../../core/frame.js'
import { defineFeatureSet } from '../feature-set.js'
import F2cond20 from './F2cond20.js'

const COLUMNS = F2cond20.columns.filter(({ name }) => !name.startsWith('price'))

/** F2cond20 without its six price columns. */
export default defineFeatureSet({
  id: 'F3cond14',
  version: 1,
  history: F2cond20.history,
  reads: ['close', 'volume'],
  columns: COLUMNS,
  compute: (candles) => {
    const frame = F2cond20.compute(candles)
    return makeFrame(
      frame.grid,
      COLUMNS.map(({ name }) => [name, columnOf(frame, name)]),
    )
  },
})
