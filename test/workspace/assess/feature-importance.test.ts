import { expect, onTestFinished, test } from 'vitest'
import { importanceText } from '../../../src/cli/assess/importance-text.js'
import { openWorkspace } from '../../../src/workspace/index.js'
import { temporaryFolder } from '../../support/temporary-folder.js'
import { fillTrainingWorkspace, TRAINING } from '../../support/training-workspace.js'
import { writeUserFiles } from '../../support/user-files.js'

/** The return over an hour with a lag, and a column that says nothing. */
const FEATURES = `import { defineFeatureSet, gridAfterHistory, makeFrame } from 'followupward'

export default defineFeatureSet({
  id: 'Returns',
  version: 1,
  history: 70,
  columns: [
    { name: 'return', lags: { count: 2, step: 10, nameAt: (lag) => 'return' + lag } },
    { name: 'nothing' },
  ],
  compute(candles) {
    const grid = gridAfterHistory('Returns', 60, candles)
    const values = new Float32Array(grid.rows)
    for (let i = 0; i < grid.rows; i++) values[i] = (candles.close[i + 60] ?? 0) / (candles.close[i] ?? 1) - 1
    return makeFrame(grid, [['return', values], ['nothing', new Float32Array(grid.rows).fill(1)]])
  },
})
`

test('what a column says is lost where it is permuted, one that says nothing loses nothing', async () => {
  const folder = await temporaryFolder()
  await fillTrainingWorkspace(folder)
  await writeUserFiles({ 'features/Returns.ts': FEATURES }, folder)
  const workspace = await openWorkspace(folder)
  onTestFinished(() => workspace.close())
  const request = { net: 'Logistic', epochs: 2, batchSize: 256, threads: 1, unchecked: true } as const
  await workspace.train({ ...TRAINING, ...request, features: 'Returns', name: 'lin' })
  const plain = { classifier: 'lin', baselines: false, buy: 0.3, sell: 0.3 } as const
  expect((await workspace.assess(plain)).importance).toBeUndefined()
  const { importance, gain, assessment } = await workspace.assess({ ...plain, fills: 'realistic', importance: true })
  expect(assessment.overall.trades.length).toBeGreaterThan(5)
  expect(importance?.gain).toBeCloseTo(gain, 9)
  const nothing = importance?.columns.find(({ column }) => column === 'nothing')
  // Scored again from the same values, every minute has its score again.
  expect(nothing).toEqual({ column: 'nothing', importance: 0, low: 0, high: 0 })
  expect(importance?.columns.map(({ column }) => column).sort()).toEqual(['nothing', 'return'])
  expect(importance?.columns.find(({ column }) => column === 'return')?.importance).not.toBe(0)
  const again = await workspace.assess({ ...plain, fills: 'realistic', importance: true })
  expect(again.importance).toEqual(importance)
  expect(importanceText(importance)).toMatch(/^nothing +0\.00 +0\.00 +0\.00$/m)
  expect(importanceText(undefined)).toBe('')
})
