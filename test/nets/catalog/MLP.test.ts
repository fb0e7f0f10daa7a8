import { expect, it } from 'vitest'
import MLP from '../../../src/nets/catalog/MLP.js'

it('has the seed’s search space', () => {
  expect(MLP.searchSpace(20)).toEqual({ l1: [14, 24], l2: [10, 16], l3: [0, 6], dropout: [0.2, 0.45, 0.8] })
  expect(MLP.searchSpace(110)).toEqual({ l1: [77, 132], l2: [55, 88], l3: [0, 33], dropout: [0.2, 0.45, 0.8] })
  expect(MLP.searchSpace(3)).toEqual({ l1: [9], l2: [6], l3: [0, 3], dropout: [0.2, 0.45, 0.8] })
})

it('has the seed’s layers, with the third one only where it is asked for', () => {
  const params = { l1: 24, l2: 16, l3: 0, dropout: 0.2 }
  expect(MLP.build(params, 20, 3).map((layer) => layer.type)).toEqual(['dense', 'dropout', 'dense', 'dense'])
  expect(MLP.build({ ...params, l3: 6 }, 20, 3)).toEqual([
    { type: 'dense', units: 24, activation: 'relu', kernelInitializer: 'heUniform' },
    { type: 'dropout', rate: 0.2 },
    { type: 'dense', units: 16, activation: 'relu' },
    { type: 'dropout', rate: 0.2 },
    { type: 'dense', units: 6, activation: 'relu' },
    { type: 'dense', units: 3, activation: 'softmax' },
  ])
})
