import { defineNet, type Layer } from '../net.js'
import { fractionParam, integerParam } from '../net-params.js'

/**
 * A residual MLP: a dense layer to `units`, then `blocks` of normalisation, two dense layers and the way around them, so that
 * depth costs no gradient. `dropout` is the share dropped inside each block.
 */
export default defineNet({
  id: 'ResMLP',
  version: 1,
  searchSpace: () => ({ units: [16, 32, 64], blocks: [1, 2, 4], dropout: [0, 0.2, 0.45] }),
  defaults: () => ({ units: 32, blocks: 2, dropout: 0.2 }),
  build: (params, _inputs, classes) => {
    const units = integerParam('ResMLP', params, 'units', 1)
    const blocks = integerParam('ResMLP', params, 'blocks', 1)
    const block = (): Layer => ({
      type: 'residual',
      layers: [
        { type: 'layerNormalization' },
        { type: 'dense', units: 2 * units, activation: 'relu', kernelInitializer: 'heUniform' },
        { type: 'dropout', rate: fractionParam('ResMLP', params, 'dropout') },
        { type: 'dense', units },
      ],
    })
    return [
      { type: 'dense', units },
      ...Array.from({ length: blocks }, block),
      { type: 'layerNormalization' },
      { type: 'dense', units: classes, activation: 'softmax' },
    ]
  },
})
