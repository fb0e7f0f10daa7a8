import { defineNet } from '../net.js'
import { fractionParam, integerParam } from '../net-params.js'

/** A gated recurrent net over the last `window` minutes: `units` of state, `dropout` the share of them dropped at the end. */
export default defineNet({
  id: 'GRU',
  version: 1,
  searchSpace: () => ({ window: [15, 30, 60], units: [16, 32], dropout: [0, 0.2, 0.45] }),
  defaults: () => ({ window: 30, units: 16, dropout: 0.2 }),
  window: (params) => integerParam('GRU', params, 'window', 2),
  build: (params, _inputs, classes) => [
    { type: 'gru', units: integerParam('GRU', params, 'units', 1) },
    { type: 'dropout', rate: fractionParam('GRU', params, 'dropout') },
    { type: 'dense', units: classes, activation: 'softmax' },
  ],
})
