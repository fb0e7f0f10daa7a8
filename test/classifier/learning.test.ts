import { describe, expect, test } from 'vitest'
import { DEFAULT_LEARNING, type LearningOptions } from '../../src/config/training-fields.js'
import {
  completeLearning,
  learningRateFactor,
  orderedClassWeights,
  toTrainerOptions,
  type Learning,
} from '../../src/classifier/learning.js'

const CLASSES = ['hold', 'buy', 'sell']

describe('completeLearning', () => {
  test('the default is complete', () => {
    expect(complete({})).toEqual(DEFAULT_LEARNING)
  })

  test('fills in what a choice needs, and passes over what belongs to another one, unless the request asks for it', () => {
    expect(complete({ optimizer: 'adamw', momentum: 0.9 }, ['optimizer'])).toEqual({
      ...DEFAULT_LEARNING,
      optimizer: 'adamw',
      weightDecay: 0.004,
    })
    expect(complete({ schedule: 'plateau', floor: 0.1 })).toMatchObject({
      floor: 0.1,
      plateauPatience: 5,
      plateauFactor: 0.5,
    })
    expect(() => complete({ momentum: 0.9 }, ['momentum'])).toThrow(
      'momentum goes with the optimizer sgd, not with adam',
    )
    expect(() => complete({ floor: 0.1 }, ['floor'])).toThrow(
      'floor goes with the schedule cosine or plateau, not with constant',
    )
    expect(() => complete({ classWeights: { long: 2 } })).toThrow(
      'class weights name long, but the target has the classes hold, buy, sell',
    )
  })
})

function complete(resolved: LearningOptions, requested: readonly string[] = []): Learning {
  return completeLearning(resolved, (name) => requested.includes(name), CLASSES)
}

const length = { epochs: 4, stepsPerEpoch: 10 }

test('the default asks nothing of a trainer but its rate', () => {
  expect(toTrainerOptions(DEFAULT_LEARNING, length)).toEqual({ learningRate: 0.001 })
})

test('every option reaches the trainer, epochs as steps', () => {
  const learning = complete({
    optimizer: 'sgd',
    momentum: 0.9,
    schedule: 'cosine',
    warmup: 0.5,
    floor: 0.1,
    l1: 1,
    l2: 2,
    clipNorm: 3,
    clipValue: 4,
    labelSmoothing: 0.1,
    focal: 2,
    learningRate: 0.05,
  })
  expect(toTrainerOptions(learning, length)).toEqual({
    learningRate: 0.05,
    optimizer: { type: 'sgd', momentum: 0.9 },
    schedule: { type: 'cosine', warmupSteps: 5, steps: 35, floor: 0.1 },
    regularization: { l1: 1, l2: 2 },
    clip: { norm: 3, value: 4 },
    loss: { labelSmoothing: 0.1, focal: { gamma: 2 } },
  })
  expect(orderedClassWeights({ classWeights: { buy: 3 } }, CLASSES)).toEqual([1, 3, 1])
  expect(orderedClassWeights({}, CLASSES)).toBe(undefined)
})

test('the rate falls at a plateau of the validation loss, to its floor, and only by that schedule', () => {
  const losses = [1, 0.9, 0.95, 0.95, 0.96, 0.97]
  expect(learningRateFactor(DEFAULT_LEARNING, losses)).toBe(1)
  const learning = complete({ schedule: 'plateau', plateauPatience: 2, plateauFactor: 0.5 })
  expect(losses.map((_, epoch) => learningRateFactor(learning, losses.slice(0, epoch)))).toEqual([1, 1, 1, 1, 0.5, 0.5])
  expect(learningRateFactor(learning, losses)).toBe(0.25)
  expect(learningRateFactor({ ...learning, floor: 0.4 }, losses)).toBe(0.4)
})
