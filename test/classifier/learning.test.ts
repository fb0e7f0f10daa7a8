import { describe, expect, test } from 'vitest'
import {
  DEFAULT_LEARNING,
  learningRateFactor,
  orderedClassWeights,
  resolveLearning,
  toTrainerOptions,
} from '../../src/classifier/learning.js'

const CLASSES = ['hold', 'buy', 'sell']

describe('resolveLearning', () => {
  test('lays what was asked for over the net, and that over the configuration', () => {
    const config = { learningRate: 0.1, l1: 0.5, schedule: 'cosine' } as const
    const net = { learningRate: 0.2, l2: 0.25 }
    expect(resolveLearning({ schedule: 'constant' }, [config, net], CLASSES)).toEqual({
      ...DEFAULT_LEARNING,
      learningRate: 0.2,
      l1: 0.5,
      l2: 0.25,
    })
    expect(resolveLearning({}, [], CLASSES)).toEqual(DEFAULT_LEARNING)
  })

  test('fills in what a choice needs, and passes over what belongs to another one, unless it is asked for', () => {
    expect(resolveLearning({ optimizer: 'adamw' }, [{ optimizer: 'sgd', momentum: 0.9 }], CLASSES)).toEqual({
      ...DEFAULT_LEARNING,
      optimizer: 'adamw',
      weightDecay: 0.004,
    })
    expect(resolveLearning({ schedule: 'plateau', floor: 0.1 }, [], CLASSES)).toMatchObject({
      floor: 0.1,
      plateauPatience: 5,
      plateauFactor: 0.5,
    })
    expect(() => resolveLearning({ momentum: 0.9 }, [], CLASSES)).toThrow(
      'momentum goes with the optimizer sgd, not with adam',
    )
    expect(() => resolveLearning({ floor: 0.1 }, [], CLASSES)).toThrow(
      'floor goes with the schedule cosine or plateau, not with constant',
    )
    expect(() => resolveLearning({ classWeights: { long: 2 } }, [], CLASSES)).toThrow(
      'class weights name long, but the target has the classes hold, buy, sell',
    )
  })
})

const length = { epochs: 4, stepsPerEpoch: 10 }

test('the default asks nothing of a trainer but its rate', () => {
  expect(toTrainerOptions(DEFAULT_LEARNING, length)).toEqual({ learningRate: 0.001 })
})

test('every option reaches the trainer, epochs as steps', () => {
  const learning = resolveLearning(
    { optimizer: 'sgd', momentum: 0.9, schedule: 'cosine', warmup: 0.5, floor: 0.1, l1: 1, l2: 2 },
    [{ clipNorm: 3, clipValue: 4, labelSmoothing: 0.1, focal: 2, learningRate: 0.05 }],
    CLASSES,
  )
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
  const learning = resolveLearning({ schedule: 'plateau', plateauPatience: 2, plateauFactor: 0.5 }, [], CLASSES)
  expect(losses.map((_, epoch) => learningRateFactor(learning, losses.slice(0, epoch)))).toEqual([1, 1, 1, 1, 0.5, 0.5])
  expect(learningRateFactor(learning, losses)).toBe(0.25)
  expect(learningRateFactor({ ...learning, floor: 0.4 }, losses)).toBe(0.4)
})
