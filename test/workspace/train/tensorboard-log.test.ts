import { spawnSync } from 'node:child_process'
import { readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import type { EpochReport } from '../../../src/classifier/fit-options.js'
import { trainedEpoch } from '../../../src/workspace/train/train-hooks.js'
import { tensorboardLog } from '../../../src/workspace/train/tensorboard-log.js'
import { temporaryFolder } from '../../support/temporary-folder.js'

const peers = fileURLToPath(new URL('../../../bench/peers/', import.meta.url))
const python = join(peers, '.venv', 'bin', 'python')
const hasReader = spawnSync(python, ['-c', 'import tensorboard']).status === 0

const CLASSES = ['hold', 'buy', 'sell']
const report = (epoch: number): EpochReport => ({
  epoch,
  loss: 1 / epoch,
  gain: 0.25 * epoch,
  count: 40,
  buyThreshold: 0.5,
  sellThreshold: 0.5,
  robust: { gain: 0.25, count: 40, buyThreshold: 0.5, sellThreshold: 0.5, lower: -0.125 },
  validation: {
    loss: 0.75,
    accuracy: 0.5,
    balancedAccuracy: 0.625,
    classes: [
      { precision: 0.5, recall: 0.25, auc: 0.75 },
      { precision: null, recall: 0, auc: null },
      { precision: 1, recall: 0.125, auc: 0.875 },
    ],
  },
  metric: 3 * epoch,
})

/** What TensorBoard is to find after two epochs: `[step, value]` by tag. */
const EXPECTED = {
  'loss/training': [
    [1, 1],
    [2, 0.5],
  ],
  'gain/best': [
    [1, 0.25],
    [2, 0.5],
  ],
  'metric/MacroF1': [
    [1, 3],
    [2, 6],
  ],
  ...Object.fromEntries(
    Object.entries({
      'loss/validation': 0.75,
      'accuracy/validation': 0.5,
      'accuracy/balanced': 0.625,
      'gain/least': -0.125,
      'gain/trades': 40,
      'precision/hold': 0.5,
      'recall/hold': 0.25,
      'auc/hold': 0.75,
      'recall/buy': 0,
      'precision/sell': 1,
      'recall/sell': 0.125,
      'auc/sell': 0.875,
    }).map(([tag, value]) => [
      tag,
      [
        [1, value],
        [2, value],
      ],
    ]),
  ),
}

async function loggedFolder(): Promise<string> {
  const folder = join(await temporaryFolder(), 'logs')
  const clock = { now: () => 1_700_000_000_000, sleepUntil: () => Promise.resolve() }
  const log = tensorboardLog(folder, { classes: CLASSES, metric: 'MacroF1' }, clock)
  for (const epoch of [1, 2]) log(trainedEpoch(report(epoch), true))
  return folder
}

test('every figure of an epoch is in the event file, those that have no meaning left out', async () => {
  const folder = await loggedFolder()
  const names = await readdir(folder)
  expect(names).toEqual(['events.out.tfevents.1700000000.followupward'])
  const text = await readFile(join(folder, names[0] ?? ''), 'latin1')
  for (const tag of Object.keys(EXPECTED)) expect(text.split(`${tag}\u0015`).length - 1, tag).toBe(2)
  expect(text).not.toMatch(/precision\/buy|auc\/buy/)
})

test.skipIf(!hasReader)(
  'TensorBoard’s own reader finds them',
  async () => {
    const folder = await loggedFolder()
    const { stdout, status, stderr } = spawnSync(python, [join(peers, 'read_events.py'), folder], { encoding: 'utf8' })
    expect(status, stderr).toBe(0)
    expect(JSON.parse(stdout)).toEqual(EXPECTED)
  },
  120_000,
)
