import { defineNet, type Layer } from '../net.js'
import { fractionParam, integerParam } from '../net-params.js'

const KERNEL_SIZE = 3

/**
 * A temporal convolution net: residual blocks of causal convolutions over the last `window` minutes, each block looking twice
 * as far between its taps as the one before, until the last minute sees the whole window. `filters` channels, `dropout` the
 * share of channels dropped in each block.
 */
export default defineNet({
  id: 'TCN',
  version: 1,
  searchSpace: () => ({ window: [15, 31, 63], filters: [16, 32], dropout: [0, 0.2] }),
  defaults: () => ({ window: 31, filters: 16, dropout: 0.2 }),
  window: (params) => integerParam('TCN', params, 'window', 2),
  build: (params, _inputs, classes) => {
    const window = integerParam('TCN', params, 'window', 2)
    const filters = integerParam('TCN', params, 'filters', 1)
    const rate = fractionParam('TCN', params, 'dropout')
    return [
      ...dilations(window).map((dilation): Layer => ({
        type: 'residual',
        layers: [
          {
            type: 'conv1d',
            filters,
            kernelSize: KERNEL_SIZE,
            dilation,
            activation: 'relu',
            kernelInitializer: 'heUniform',
          },
          { type: 'dropout', rate },
          { type: 'layerNormalization' },
        ],
      })),
      { type: 'pooling', kind: 'last' },
      { type: 'dense', units: classes, activation: 'softmax' },
    ]
  },
})

/** 1, 2, 4, … until the taps of all blocks together reach over the window. */
function dilations(window: number): readonly number[] {
  const found: number[] = []
  let reach = 1
  for (let dilation = 1; reach < window; dilation *= 2) {
    found.push(dilation)
    reach += (KERNEL_SIZE - 1) * dilation
  }
  return found
}
