import { mkdtemp, open, readFile, readdir, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { run } from '../../src/cli/run.js'
import { sha256 } from '../../src/core/hash.js'
import { fakeIo, type FakeIo } from '../support/fake-io.js'
import { fillTrainingWorkspace } from '../support/training-workspace.js'

const ARGS = '--sets sets.csv --epochs 1 --batch-size 256'
/** Rows over the border of two months. */
const SETS = 'training,2024-01-25,2024-02-02\nvalidation,2024-02-04T00:00,2024-02-04T11:59\n'
let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'followupward-'))
  await fillTrainingWorkspace(folder, { sets: SETS, from: Date.UTC(2024, 0, 10), days: 28 })
})
afterAll(() => rm(folder, { recursive: true, force: true }))

async function train(name: string, ...more: string[]): Promise<FakeIo & { code: number }> {
  const io = fakeIo(folder)
  const code = await run(['train', ...ARGS.split(' '), '--name', name, '--overwrite', ...more], io)
  return { ...io, code }
}

const filesOf = async (name: string): Promise<string[]> => {
  const made = join(folder, 'classifiers', name)
  const files = ['model.onnx', 'training-state.arrow', 'classifier.json']
  return Promise.all(files.map(async (file) => sha256(await readFile(join(made, file)))))
}

const rowFiles = async (): Promise<string[]> => (await readdir(join(folder, 'data', 'rows'))).sort()

describe('rows that are mapped from a file', () => {
  test.each([
    ['of several bases', '--base one,two --features F2cond20 --target T10up5low30min'],
    ['with lags', '--base two --features F1agg110 --target T10up5low30min --scaler standard'],
    ['behind a window', '--base one --features F2cond20 --target T10up5low30min --net TCN --params window=6,filters=4'],
    ['at events', '--base one,two --features F2cond20 --target T10up5low30min --events Cusum1pct --net GRU'],
    ['with weights', '--base one,two --features F2cond20 --target TripleBarrier1h2v5pml --sample-weights loss'],
  ])('%s train to the same bytes as in memory', async (_, more) => {
    const held = await train('held', ...more.split(' '))
    expect(held.code, held.stderr()).toBe(0)
    const mapped = await train('mapped', ...more.split(' '), '--memory', '0')
    expect(mapped.code, mapped.stderr()).toBe(0)
    expect(await filesOf('mapped')).toEqual(await filesOf('held'))
  })

  test('lie in files that are made once, used again by other trainings, and may be removed', async () => {
    const common = ['--base', 'one', '--features', 'F2cond20', '--target', 'T10up5low30min', '--memory', '0']
    await rm(join(folder, 'data', 'rows'), { recursive: true })
    expect((await train('first', ...common)).code).toBe(0)
    const files = await rowFiles()
    expect(files).toHaveLength(2)
    const again = await train('second', ...common, '--seed', '2', '--net', 'Logistic')
    expect(again.stderr()).not.toContain('expand')
    expect(await rowFiles()).toEqual(files)
    await rm(join(folder, 'data', 'rows'), { recursive: true })
    const before = await filesOf('first')
    expect((await train('first', ...common)).stderr()).toContain('expand training rows')
    expect(await filesOf('first')).toEqual(before)
    expect(await rowFiles()).toEqual(files)
  })

  test('files that no training used for long are removed by the next one, which says so', async () => {
    const rows = join(folder, 'data', 'rows')
    const common = ['--base', 'one', '--features', 'F2cond20', '--target', 'T10up5low30min']
    expect((await train('before', ...common, '--memory', '0')).code).toBe(0)
    const files = await rowFiles()
    for (const [name, days] of [
      ['old.rows', 15],
      ['young.rows', 13],
    ] as const) {
      await writeFile(join(rows, name), 'rows')
      const then = Date.now() / 1000 - days * 86_400
      await utimes(join(rows, name), then, then)
    }
    const io = await train('behind', ...common)
    expect(io.code).toBe(0)
    expect(io.stderr()).toContain(`removed from ${rows}: 1 file of training rows, 1 MB, not used for 14 days`)
    expect(await rowFiles()).toEqual([...files, 'young.rows'].sort())
    await rm(join(rows, 'young.rows'))
  })

  test.each(['cut', 'changed', 'another'])('are made again where a file was %s', async (fault) => {
    const common = ['--base', 'one', '--features', 'F2cond20', '--target', 'T10up5low30min', '--memory', '0']
    expect((await train('whole', ...common)).code).toBe(0)
    const before = await filesOf('whole')
    const [file = '', other = ''] = (await rowFiles()).map((name) => join(folder, 'data', 'rows', name))
    const bytes = await readFile(file)
    if (fault === 'cut') await writeFile(file, bytes.subarray(0, bytes.length - 1000))
    if (fault === 'another') await writeFile(file, await readFile(other))
    if (fault === 'changed') {
      const handle = await open(file, 'r+')
      await handle.write(Uint8Array.of((bytes[1001] ?? 0) ^ 1), 0, 1, 1001)
      await handle.close()
    }
    const io = await train('whole', ...common)
    expect(io.stderr()).toContain(`${file} was damaged, and is made again`)
    expect(io.code).toBe(0)
    expect(await filesOf('whole')).toEqual(before)
    expect(bytes.equals(await readFile(file))).toBe(true)
  })
})
