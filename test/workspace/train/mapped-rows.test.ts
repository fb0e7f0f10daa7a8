import { open, readFile, readdir, rm, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { sha256 } from '../../../src/core/hash.js'
import type { TrainRequest } from '../../../src/workspace/train/request.js'
import { openTestWorkspace, type TestWorkspace } from '../../support/open-test-workspace.js'
import { sharedFolder } from '../../support/shared-folder.js'
import { TRAINING, fillTrainingWorkspace } from '../../support/training-workspace.js'

/** Rows over the border of two months. */
const SETS = 'training,2024-01-25,2024-02-02\nvalidation,2024-02-04T00:00,2024-02-04T11:59\n'
const folder = sharedFolder((path) =>
  fillTrainingWorkspace(path, { sets: SETS, from: Date.UTC(2024, 0, 10), days: 28 }),
)

/** Rows in a file, whatever they need. */
const MAPPED = { memory: 0 }

/** The workspace that it was trained in, with what that said. */
async function train(name: string, changes: Partial<TrainRequest>): Promise<TestWorkspace> {
  const workspace = await openTestWorkspace(folder.path)
  await workspace.train({ ...TRAINING, epochs: 1, batchSize: 256, name, overwrite: true, ...changes })
  return workspace
}

const filesOf = async (name: string): Promise<string[]> => {
  const made = join(folder.path, 'classifiers', name)
  const files = ['model.onnx', 'training-state.arrow', 'classifier.json']
  return Promise.all(files.map(async (file) => sha256(await readFile(join(made, file)))))
}

const rowFiles = async (): Promise<string[]> => (await readdir(join(folder.path, 'data', 'rows'))).sort()

describe('rows that are mapped from a file', () => {
  const both = ['one', 'two']
  const cases: readonly (readonly [string, Partial<TrainRequest>])[] = [
    ['of several bases', { bases: both }],
    ['with lags', { bases: ['two'], features: 'F1agg110', scaler: 'standard' }],
    ['behind a window', { net: 'TCN', params: { window: 6, filters: 4 } }],
    ['at events', { bases: both, events: 'Cusum1pct', net: 'GRU' }],
    ['with weights', { bases: both, target: 'TripleBarrier1h2v5pml', sampleWeights: 'loss' }],
  ]
  test.each(cases)('%s train to the same bytes as in memory', async (_, changes) => {
    await train('held', changes)
    await train('mapped', { ...changes, ...MAPPED })
    expect(await filesOf('mapped')).toEqual(await filesOf('held'))
  })

  test('lie in files that are made once, used again by other trainings, and may be removed', async () => {
    const rows = join(folder.path, 'data', 'rows')
    await rm(rows, { recursive: true, force: true })
    await train('first', MAPPED)
    const files = await rowFiles()
    expect(files).toHaveLength(2)
    const again = await train('second', { ...MAPPED, seed: 2, net: 'Logistic' })
    expect(again.shown.join()).not.toContain('expand')
    expect(await rowFiles()).toEqual(files)
    await rm(rows, { recursive: true })
    const before = await filesOf('first')
    expect((await train('first', MAPPED)).shown.join()).toContain('expand training rows')
    expect(await filesOf('first')).toEqual(before)
    expect(await rowFiles()).toEqual(files)
  })

  test('files that no training used for long are removed by the next one, which says so', async () => {
    const rows = join(folder.path, 'data', 'rows')
    await train('before', MAPPED)
    const files = await rowFiles()
    for (const [name, days] of [
      ['old.rows', 15],
      ['young.rows', 13],
    ] as const) {
      await writeFile(join(rows, name), 'rows')
      const then = Date.now() / 1000 - days * 86_400
      await utimes(join(rows, name), then, then)
    }
    const { logged } = await train('behind', {})
    expect(logged.join('\n')).toContain(`removed from ${rows}: 1 file of training rows, 1 MB, not used for 14 days`)
    expect(await rowFiles()).toEqual([...files, 'young.rows'].sort())
    await rm(join(rows, 'young.rows'))
  })

  test.each(['cut', 'changed', 'another'])('are made again where a file was %s', async (fault) => {
    await train('whole', MAPPED)
    const before = await filesOf('whole')
    const [file = '', other = ''] = (await rowFiles()).map((name) => join(folder.path, 'data', 'rows', name))
    const bytes = await readFile(file)
    if (fault === 'cut') await writeFile(file, bytes.subarray(0, bytes.length - 1000))
    if (fault === 'another') await writeFile(file, await readFile(other))
    if (fault === 'changed') {
      const handle = await open(file, 'r+')
      await handle.write(Uint8Array.of((bytes[1001] ?? 0) ^ 1), 0, 1, 1001)
      await handle.close()
    }
    const { logged } = await train('whole', MAPPED)
    expect(logged.join('\n')).toContain(`${file} was damaged, and is made again`)
    expect(await filesOf('whole')).toEqual(before)
    expect(bytes.equals(await readFile(file))).toBe(true)
  })
})
