import { defineNet } from '../net.js'

/** Logistic regression: the honest baseline. A net that is not better than this has found no more than straight lines. */
export default defineNet({
  id: 'Logistic',
  version: 1,
  searchSpace: () => ({}),
  defaults: () => ({}),
  build: (_params, _inputs, classes) => [{ type: 'dense', units: classes, activation: 'softmax' }],
})
