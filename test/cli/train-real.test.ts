import { existsSync } from 'node:fs'
import { readFile, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { run } from '../../src/cli/run.js'
import { fakeIo } from '../support/fake-io.js'
import { temporaryFolder } from '../support/temporary-folder.js'

/** Real candles beside the checkout; they are no part of the project. */
const archive = fileURLToPath(new URL('../../../shared/candles/', import.meta.url))

const SETS = [
  'set_type\tstart\tend',
  'training\t2023-08-01T00:00\t2023-09-30T23:59',
  'validation\t2023-10-01T00:00\t2023-10-31T23:59',
  'test\t2023-11-01T00:00\t2023-11-30T23:59',
].join('\n')

const setsSchema = z.object({
  sets: z.array(z.object({ set: z.string(), base: z.string(), rows: z.number() })),
})

describe.skipIf(!existsSync(archive))('train on real candles', () => {
  test('two months of FIL and NEAR give the same model twice', async () => {
    const folder = await temporaryFolder()
    await writeFile(join(folder, 'sets.tsv'), SETS)
    const zips = (await readdir(archive)).filter((name) => /^(FIL|NEAR)USDT-1m-2023-(08|09|10)\.zip$/.test(name))
    expect(await run(['import', ...zips.map((name) => join(archive, name))], fakeIo(folder))).toBe(0)
    const models: Buffer[] = []
    for (const name of ['first', 'second']) {
      const io = fakeIo(folder)
      const what = ['--base', 'fil,near', '--features', 'F2cond20', '--target', 'T10up5low30min', '--sets', 'sets.tsv']
      expect(await run(['train', ...what, '--seed', '1', '--epochs', '2', '--name', name, '--json'], io)).toBe(0)
      expect(setsSchema.parse(JSON.parse(io.stdout())).sets).toEqual([
        { set: 'training', base: 'fil', rows: 61 * 1440 - 14_399 - 28 },
        { set: 'training', base: 'near', rows: 61 * 1440 - 14_399 - 28 },
        { set: 'validation', base: 'fil', rows: 31 * 1440 - 28 },
        { set: 'validation', base: 'near', rows: 31 * 1440 - 28 },
      ])
      models.push(await readFile(join(folder, 'classifiers', name, 'model.onnx')))
    }
    expect(models[1]).toEqual(models[0])
  })

  test('nets that look at a window of minutes end with a report', async () => {
    const folder = await temporaryFolder()
    await writeFile(join(folder, 'sets.csv'), 'training,2023-08-01,2023-08-20\nvalidation,2023-08-21,2023-08-30\n')
    expect(await run(['import', join(archive, 'FILUSDT-1m-2023-08.zip')], fakeIo(folder))).toBe(0)
    const what = ['--base', 'fil', '--features', 'F2cond20', '--target', 'T10up5low30min', '--sets', 'sets.csv']
    for (const [net, params] of [
      ['TCN', 'window=15,filters=8'],
      ['GRU', 'window=15,units=8'],
    ] as const) {
      const how = ['--net', net, '--params', params, '--epochs', '1', '--batch-size', '256', '--name', net]
      const io = fakeIo(folder)
      expect(await run(['train', ...what, ...how], io), io.stderr()).toBe(0)
      const report = fakeIo(folder)
      expect(await run(['assess', net, '--set', 'validation', '--no-html'], report), report.stderr()).toBe(0)
      expect(report.stdout()).toMatch(/Rows by target \(down\) and predicted class \(across\)/)
      expect(report.stdout()).toMatch(/Best cell/)
    }
  })
})
