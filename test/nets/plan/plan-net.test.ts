import { describe, expect, it } from 'vitest'
import { UserError } from '../../../src/core/errors.js'
import type { Layer } from '../../../src/nets/layers/index.js'
import { INITIALIZERS, initializeWeights, type Initializer } from '../../../src/nets/plan/initializers.js'
import { parseLayers } from '../../../src/nets/plan/parse-layers.js'
import { planNet } from '../../../src/nets/plan/plan-net.js'

const head: Layer = { type: 'dense', units: 3, activation: 'softmax' }

describe('plan of a net', () => {
  it('lays all parameters into one vector, kernel before bias, layer after layer', () => {
    const plan = planNet([{ type: 'dense', units: 4 }, { type: 'dropout', rate: 0.5 }, head], 5, 3)
    expect(plan.parameters.map(({ name, shape, offset, length }) => [name, shape, offset, length])).toEqual([
      ['layer1.kernel', [5, 4], 0, 20],
      ['layer1.bias', [4], 20, 4],
      ['layer3.kernel', [4, 3], 24, 12],
      ['layer3.bias', [3], 36, 3],
    ])
    expect(plan.weights).toBe(39)
    expect(plan.masks).toEqual([{ rate: 0.5, shape: [4] }])
  })

  it('needs no mask where nothing is dropped', () => {
    expect(planNet([{ type: 'dropout', rate: 0 }, head], 5, 3).masks).toEqual([])
  })

  it('takes the softmax in the last dense layer or as a layer of its own', () => {
    const apart: Layer[] = [
      { type: 'dense', units: 3 },
      { type: 'activation', activation: 'softmax' },
    ]
    expect(planNet(apart, 5, 3).parameters).toEqual(planNet([head], 5, 3).parameters)
  })

  const refused: readonly (readonly [string, readonly unknown[], RegExp])[] = [
    ['no layers', [], /expected array to have >=1 items/],
    ['another type', [{ type: 'conv' }, head], /layer 1, type is "conv": expected one of dense, .*conv1d/],
    ['a part of a unit', [{ type: 'dense', units: 1.5 }, head], /layer 1, units is 1\.5: .*int/],
    [
      'an unknown activation',
      [head, { type: 'activation', activation: 'swish' }],
      /layer 2, activation is "swish": .*"relu"/,
    ],
    [
      'an unknown layer inside',
      [{ type: 'residual', layers: [{ type: 'conv' }] }, head],
      /layer 1, layers\.0\.type is "conv": /,
    ],
    ['a unit that is no number', [{ type: 'dense', units: NaN }, head], /layer 1, units is NaN: /],
    [
      'a kernel longer than any window',
      [{ type: 'conv1d', filters: 1, kernelSize: 1e9 }, head],
      /layer 1, kernelSize is 1000000000: .*<=100000/,
    ],
    ['an unknown option', [{ type: 'dense', units: 3, unit: 3 }, head], /layer 1: .*"unit"/],
    ['all inputs dropped', [{ type: 'dropout', rate: 1 }, head], /layer 1, rate is 1: .*<1/],
  ]
  for (const [what, layers, message] of refused) {
    it(`refuses ${what}`, () => {
      expect(() => parseLayers(layers)).toThrow(UserError)
      expect(() => parseLayers(layers)).toThrow(message)
    })
  }

  it('refuses a net of more weights than a model can hold', () => {
    expect(() => planNet([{ type: 'dense', units: 1e9 }, head], 5, 3)).toThrow(
      'the net has 9,000,000,003 weights, but can have at most 268,435,456; make its layers smaller',
    )
  })

  it('refuses a net that does not end with one score a class', () => {
    expect(() => planNet([{ type: 'dense', units: 3, activation: 'relu' }], 5, 3)).toThrow(
      /must have the activation softmax/,
    )
    expect(() => planNet([head], 5, 2)).toThrow(/shape \[3\], but there are 2 classes/)
    expect(() => planNet([head], 0, 3)).toThrow(/at least one feature/)
    expect(() => planNet([{ ...head, units: 1 }], 5, 1)).toThrow(/at least two classes/)
    expect(() => planNet([head], 5, 3, 0.5)).toThrow(/window is 0.5/)
    expect(() => planNet([head], 5, 3, 4)).toThrow(/shape \[4, 3\], but there are 3 classes; pool its minutes/)
  })
})

describe('layers that do not fit', () => {
  const gru: Layer = { type: 'gru', units: 4 }
  it('are named with what they need', () => {
    expect(() => planNet([gru, head], 5, 3)).toThrow(/layer 1 \(gru\): needs a sequence of minutes, .*window/)
    expect(() => planNet([gru, { type: 'pooling', kind: 'max' }, head], 5, 3, 6)).toThrow(
      /layer 2 \(pooling\): needs a sequence/,
    )
    expect(() => planNet([{ type: 'residual', layers: [gru] }, head], 5, 3, 6)).toThrow(
      /layer 1 \(residual\): .* to which x cannot be added/,
    )
    const inside: Layer = { type: 'residual', layers: [{ type: 'dense', units: 5 }, { type: 'flatten' }] }
    expect(() => planNet([inside, head], 5, 3)).toThrow(/layer 1 \(residual\), layer 2 \(flatten\): needs a sequence/)
    expect(() => planNet([{ type: 'activation', activation: 'tanh', alpha: 1 }, head], 5, 3)).toThrow(
      /tanh has no alpha/,
    )
  })

  it('statistics lie behind all that the optimiser changes', () => {
    const plan = planNet([{ type: 'batchNormalization' }, head], 5, 3)
    expect(plan.parameters.map(({ name, offset }) => [name, offset])).toEqual([
      ['layer1.scale', 0],
      ['layer1.shift', 5],
      ['layer1.mean', 28],
      ['layer1.variance', 33],
      ['layer2.kernel', 10],
      ['layer2.bias', 25],
    ])
  })
})

describe('initial weights', () => {
  const [inputs, units] = [300, 200]
  const bounds: Readonly<
    Record<Exclude<Initializer, 'orthogonal' | 'randomNormal'>, { readonly limit: number; readonly deviation: number }>
  > = {
    heUniform: { limit: Math.sqrt(6 / inputs), deviation: Math.sqrt(2 / inputs) },
    heNormal: { limit: Infinity, deviation: Math.sqrt(2 / inputs) },
    glorotUniform: { limit: Math.sqrt(6 / (inputs + units)), deviation: Math.sqrt(2 / (inputs + units)) },
    glorotNormal: { limit: Infinity, deviation: Math.sqrt(2 / (inputs + units)) },
    lecunUniform: { limit: Math.sqrt(3 / inputs), deviation: Math.sqrt(1 / inputs) },
    lecunNormal: { limit: Infinity, deviation: Math.sqrt(1 / inputs) },
    randomUniform: { limit: 0.05, deviation: 0.05 / Math.sqrt(3) },
    truncatedNormal: { limit: 0.1, deviation: 0.05 * 0.87962566 },
    zeros: { limit: 0, deviation: 0 },
    ones: { limit: 1, deviation: 1 },
  }

  for (const kernelInitializer of INITIALIZERS) {
    if (kernelInitializer === 'orthogonal' || kernelInitializer === 'randomNormal') continue
    it(`${kernelInitializer} has the spread it is named for`, () => {
      const plan = planNet([{ type: 'dense', units, kernelInitializer, activation: 'softmax' }], inputs, units)
      const weights = initializeWeights(plan, 1)
      const kernel = weights.subarray(0, inputs * units)
      const deviation = Math.sqrt(kernel.reduce((sum, value) => sum + value * value, 0) / kernel.length)
      const expected = bounds[kernelInitializer]
      expect(Math.abs(deviation - expected.deviation)).toBeLessThanOrEqual(0.02 * expected.deviation)
      const largest = kernel.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
      // A normal one is cut off at two standard deviations of the normal it is drawn from.
      expect(largest).toBeLessThanOrEqual(Math.min(expected.limit, 2.3 * expected.deviation) * (1 + 1e-6))
      expect(weights.subarray(inputs * units).every((bias) => bias === 0)).toBe(true)
    })
  }

  it('randomNormal has a deviation of 0.05 and no bounds', () => {
    const plan = planNet(
      [{ type: 'dense', units, kernelInitializer: 'randomNormal', activation: 'softmax' }],
      inputs,
      units,
    )
    const kernel = initializeWeights(plan, 1).subarray(0, inputs * units)
    const deviation = Math.sqrt(kernel.reduce((sum, value) => sum + value * value, 0) / kernel.length)
    expect(Math.abs(deviation - 0.05)).toBeLessThan(1e-3)
    expect(Math.max(...kernel)).toBeGreaterThan(0.15)
  })

  for (const [rows, columns] of [
    [5, 12],
    [12, 5],
  ] as const) {
    it(`orthogonal makes ${rows} × ${columns} weights of vectors at right angles`, () => {
      const layer: Layer = { type: 'dense', units: columns, kernelInitializer: 'orthogonal', activation: 'softmax' }
      const weights = initializeWeights(planNet([layer], rows, columns), 1)
      const count = Math.min(rows, columns)
      const at = (vector: number, i: number): number =>
        (rows <= columns ? weights[vector * columns + i] : weights[i * columns + vector]) ?? NaN
      for (let a = 0; a < count; a++) {
        for (let b = 0; b <= a; b++) {
          const length = Math.max(rows, columns)
          const product = Array.from({ length }, (_, i) => at(a, i) * at(b, i)).reduce((sum, one) => sum + one, 0)
          expect(Math.abs(product - Number(a === b))).toBeLessThan(1e-6)
        }
      }
    })
  }

  it('are functions of the seed', () => {
    const plan = planNet([{ type: 'dense', units: 8 }, head], 8, 3)
    expect(initializeWeights(plan, 1)).toEqual(initializeWeights(plan, 1))
    expect(initializeWeights(plan, 1)).not.toEqual(initializeWeights(plan, 2))
    const [first, second] = [initializeWeights(plan, 1).slice(0, 24), initializeWeights(plan, 1).slice(72, 96)]
    expect(first).not.toEqual(second)
  })
})
