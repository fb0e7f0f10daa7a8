import { defineNet, type Layer } from '../net.js'
import { fractionParam, integerParam } from '../net-params.js'

/**
 * The seed's net: two or three dense layers with dropout between them. Parameters: `l1`, `l2`, `l3` units (`l3` 0 leaves the
 * third layer out), `dropout` the share dropped.
 */
export default defineNet({
  id: 'MLP',
  version: 1,
  searchSpace: (inputs) => ({
    l1: [share(inputs, 0.7, 9), share(inputs, 1.2, 9)].filter(isFirst),
    l2: [share(inputs, 0.5, 6), share(inputs, 0.8, 6)].filter(isFirst),
    l3: [0, share(inputs, 0.3, 3)],
    dropout: [0.2, 0.45, 0.8],
  }),
  defaults: (inputs) => ({ l1: share(inputs, 1.2, 9), l2: share(inputs, 0.8, 6), l3: 0, dropout: 0.2 }),
  build: (params, _, classes) => {
    const units = (name: string, min: number): number => integerParam('MLP', params, name, min)
    const [l1, l2, l3] = [units('l1', 1), units('l2', 1), units('l3', 0)]
    const dropout: Layer = { type: 'dropout', rate: fractionParam('MLP', params, 'dropout') }
    return [
      { type: 'dense', units: l1, activation: 'relu', kernelInitializer: 'heUniform' },
      dropout,
      { type: 'dense', units: l2, activation: 'relu' },
      ...(l3 ? [dropout, { type: 'dense', units: l3, activation: 'relu' } as const] : []),
      { type: 'dense', units: classes, activation: 'softmax' },
    ]
  },
})

function share(inputs: number, factor: number, min: number): number {
  return Math.max(min, Math.floor(inputs * factor))
}

function isFirst(value: number, index: number, all: readonly number[]): boolean {
  return all.indexOf(value) === index
}
