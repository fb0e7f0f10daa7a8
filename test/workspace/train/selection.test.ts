import { expect, test } from 'vitest'
import type { EpochReport } from '../../../src/classifier/fit-options.js'
import { isBetterEpoch } from '../../../src/classifier/select-epoch.js'
import { DEFAULT_FILLS } from '../../../src/core/fill-rules.js'
import { MINUTE } from '../../../src/core/time.js'
import { selectionOf } from '../../../src/workspace/train/describe-training.js'
import { evaluateOnValidation } from '../../../src/workspace/train/evaluate-on-validation.js'

const CLOSE = { ...DEFAULT_FILLS, fills: 'close' } as const
const LOSING = [100, 99, 98, 97, 96, 95]
const frame = {
  base: 'a',
  ranges: [{ from: 0, to: LOSING.length }],
  time: Float64Array.from(LOSING, (_, row) => row * MINUTE),
  close: Float64Array.from(LOSING),
  target: new Uint8Array(LOSING.length),
}
const evaluate = evaluateOnValidation([frame], 0.001, 1)

test('the seed rule chooses the highest gain of a cell that traded, though cells without a trade lost nothing', () => {
  // A buy that reaches 0.5 and then a sell: every cell above 0.5 trades not at all, and gains 0.
  const scores = LOSING.flatMap((_, row) => (row === 0 ? [0.4, 0.55, 0.05] : [0.1, 0.1, row === 3 ? 0.8 : 0.05]))
  const result = evaluate([Float32Array.from(scores)])
  expect(result.count).toBe(1)
  expect(result.gain).toBeLessThan(0)
  expect(result.buyThreshold).toBe(0.3)
  expect(selectionOf({ epoch: 1, loss: 1, ...result }, 'seed', CLOSE)).toMatchObject({ count: 1, gain: result.gain })
})

test('where no cell traded the seed rule chooses none, and an epoch that traded is the better one', () => {
  const result = evaluate([Float32Array.from(LOSING.flatMap(() => [0.8, 0.1, 0.1]))])
  expect(result).toMatchObject({ gain: 0, count: 0 })
  const idle: EpochReport = { epoch: 1, loss: 1, ...result }
  expect(selectionOf(idle, 'seed', CLOSE)).toEqual({
    set: 'validation',
    usedForSelection: true,
    rule: 'seed',
    epoch: 1,
    none: true,
  })
  const losing = { ...idle, gain: -0.1, count: 1 }
  expect(isBetterEpoch('seed', losing, idle)).toBe(true)
  expect(isBetterEpoch('seed', idle, losing)).toBe(false)
})
