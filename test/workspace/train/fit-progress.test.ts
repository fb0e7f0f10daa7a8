import { expect, test } from 'vitest'
import type { EpochReport } from '../../../src/classifier/fit-options.js'
import { silentProgress } from '../../../src/core/progress.js'
import { epochText, fitProgress } from '../../../src/workspace/train/fit-progress.js'

const validation = { loss: 0.9012, accuracy: 0.5, balancedAccuracy: 0.5, classes: [] }
const report: EpochReport = {
  epoch: 1,
  loss: 0.8123,
  validation,
  gain: 0.0325,
  count: 12,
  buyThreshold: 0.5,
  sellThreshold: 0.5,
}
const robust = { gain: 0.02, count: 40, buyThreshold: 0.4, sellThreshold: 0.4, lower: 0.005 }

test('both losses are told, and the figure that decides is marked: the gain only where it does', () => {
  expect(epochText(report, true, { rule: 'robust' }, false)).toBe(
    'loss 0.8123 training, 0.9012 validation (decides, best) · validation gain 3.25 % in 12 trades',
  )
  expect(epochText({ ...report, robust }, true, { rule: 'robust' }, false)).toBe(
    'loss 0.8123 training, 0.9012 validation · validation gain 2.00 % in 40 trades, at least 0.50 % (decides, best)',
  )
  // Another epoch had a robust cell: one without any is not better, whatever its loss.
  expect(epochText(report, false, { rule: 'robust' }, true)).toBe(
    'loss 0.8123 training, 0.9012 validation · validation gain 3.25 % in 12 trades (decides)',
  )
  expect(epochText(report, true, { rule: 'seed' }, false)).toContain('3.25 % in 12 trades (decides, best)')
  expect(epochText(report, false, { rule: 'loss' }, false)).toContain('0.9012 validation (decides) ·')
})

test('the remark of an epoch knows what the epochs before it had', () => {
  const ended: string[] = []
  const progress = { start: () => ({ update: () => {}, end: (remark?: string) => void ended.push(remark ?? '') }) }
  const options = { epochs: 3, batchSize: 32, monitor: { name: 'gain', rule: 'robust' } as const, earlier: [] }
  const shown = fitProgress(
    { ...silentProgress, ...progress },
    { now: () => 0, sleepUntil: () => Promise.resolve() },
    options,
  )
  for (const one of [report, { ...report, epoch: 2, robust }, { ...report, epoch: 3 }]) {
    shown.onStep({ epoch: one.epoch, step: 1, stepsPerEpoch: 1, loss: 1 })
    shown.onEpoch(one, one.epoch < 3)
  }
  expect(ended.map((remark) => /[^·]*\(decides/.exec(remark)?.[0].trim().split(' ')[0])).toEqual([
    'loss',
    'validation',
    'validation',
  ])
})
