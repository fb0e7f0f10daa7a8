import { UserError } from '../core/errors.js'
import type { TrainerSpec } from './trainer.js'

/** Throws UserError where an option of optimiser, schedule, loss or gradient makes no sense. */
export function checkTrainerOptions(spec: TrainerSpec): void {
  for (const [name, value, isFit, expected] of [...optimizerRules(spec), ...scheduleRules(spec), ...lossRules(spec)]) {
    if (value === undefined || isFit(value)) continue
    throw new UserError(`${name} is ${value}: expected ${expected}`)
  }
  const { classWeights } = spec.loss ?? {}
  if (classWeights && classWeights.length !== spec.classes) {
    throw new UserError(`there are ${classWeights.length} class weights: expected ${spec.classes}, one for each class`)
  }
  if (spec.optimizer?.type === 'sgd' && spec.optimizer.nesterov && !spec.optimizer.momentum) {
    throw new UserError('nesterov needs a momentum above 0')
  }
}

/** Name of an option, its value, what it must fulfil, and that in words. */
type Rule = readonly [string, number | undefined, (value: number) => boolean, string]

const share = (value: number): boolean => value >= 0 && value < 1
const SHARE = 'a number from 0 to below 1'
const positive = (value: number): boolean => value > 0 && Number.isFinite(value)
const POSITIVE = 'a number above 0'
const notNegative = (value: number): boolean => value >= 0 && Number.isFinite(value)
const NOT_NEGATIVE = 'a number from 0'
const whole = (value: number): boolean => Number.isInteger(value) && value >= 0
const WHOLE = 'a whole number from 0'

function optimizerRules({ optimizer, clip, regularization }: TrainerSpec): Rule[] {
  const limits: Rule[] = [
    ['clip.norm', clip?.norm, positive, POSITIVE],
    ['clip.value', clip?.value, positive, POSITIVE],
    ['l1', regularization?.l1, notNegative, NOT_NEGATIVE],
    ['l2', regularization?.l2, notNegative, NOT_NEGATIVE],
  ]
  if (!optimizer) return limits
  if (optimizer.type === 'sgd') return [...limits, ['momentum', optimizer.momentum, share, SHARE]]
  const decay = optimizer.type === 'adamw' ? optimizer.weightDecay : undefined
  return [
    ...limits,
    ['beta1', optimizer.beta1, share, SHARE],
    ['beta2', optimizer.beta2, share, SHARE],
    ['epsilon', optimizer.epsilon, positive, POSITIVE],
    ['weightDecay', decay, notNegative, NOT_NEGATIVE],
  ]
}

function scheduleRules({ schedule }: TrainerSpec): Rule[] {
  if (!schedule) return []
  const warmup: Rule = ['warmupSteps', schedule.warmupSteps, whole, WHOLE]
  if (schedule.type === 'constant') return [warmup]
  return [
    warmup,
    ['schedule.steps', schedule.steps, (value) => Number.isInteger(value) && value > 0, 'a whole number from 1'],
    ['schedule.floor', schedule.floor, (value) => value >= 0 && value <= 1, 'a number from 0 to 1'],
  ]
}

function lossRules({ loss = {} }: TrainerSpec): Rule[] {
  const { labelSmoothing, focal, classWeights = [] } = loss
  // Between 0 and 1 the derivative has no bound at a score of 1.
  const gamma: Rule = [
    'focal.gamma',
    focal?.gamma,
    (value) => value === 0 || (value >= 1 && value <= 10),
    '0, or 1 to 10',
  ]
  return [
    ['labelSmoothing', labelSmoothing, share, SHARE],
    gamma,
    ['focal.alpha', focal?.alpha, positive, POSITIVE],
    ...classWeights.map((weight, index): Rule => [`the weight of class ${index}`, weight, notNegative, NOT_NEGATIVE]),
  ]
}
