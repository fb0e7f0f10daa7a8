import { existsSync } from 'node:fs'
import { readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { openTestWorkspace } from '../../support/open-test-workspace.js'

/** Real candles beside the checkout; they are no part of the project. */
const archive = fileURLToPath(new URL('../../../../shared/candles/', import.meta.url))

const DEFINITIONS = { features: 'F2cond20', target: 'T10up5low30min' }

describe.skipIf(!existsSync(archive))('training on real candles', () => {
  test('two months of FIL and NEAR give the same model twice', async () => {
    const workspace = await openTestWorkspace()
    const zips = (await readdir(archive)).filter((name) => /^(FIL|NEAR)USDT-1m-2023-(08|09|10)\.zip$/.test(name))
    await workspace.data.import({ files: zips.map((name) => join(archive, name)) })
    const sets = {
      training: [['2023-08-01', '2023-09-30']],
      validation: [['2023-10-01', '2023-10-31']],
      test: [['2023-11-01', '2023-11-30']],
    } satisfies Record<string, [string, string][]>
    const models: Buffer[] = []
    for (const name of ['first', 'second']) {
      const request = { ...DEFINITIONS, bases: ['fil', 'near'], sets, seed: 1, epochs: 2, batchSize: 128, name }
      const { sets: made, classifier } = await workspace.train(request)
      expect(made.map(({ type, loaded, rows }) => [type, loaded.base.name, rows.rows])).toEqual([
        ['training', 'fil', 61 * 1440 - 14_399 - 28],
        ['training', 'near', 61 * 1440 - 14_399 - 28],
        ['validation', 'fil', 31 * 1440 - 28],
        ['validation', 'near', 31 * 1440 - 28],
      ])
      models.push(await readFile(join(classifier.folder, 'model.onnx')))
    }
    expect(models[1]?.equals(models[0] ?? Buffer.of())).toBe(true)
  })

  test('nets that look at a window of minutes end with a report', async () => {
    const workspace = await openTestWorkspace()
    await workspace.data.import({ files: [join(archive, 'FILUSDT-1m-2023-08.zip')] })
    const sets = {
      training: [['2023-08-01', '2023-08-20']],
      validation: [['2023-08-21', '2023-08-30']],
    } satisfies Record<string, [string, string][]>
    for (const [net, params] of [
      ['TCN', { window: 15, filters: 8 }],
      ['GRU', { window: 15, units: 8 }],
    ] as const) {
      await workspace.train({ ...DEFINITIONS, bases: ['fil'], sets, net, params, epochs: 1, batchSize: 256, name: net })
      const { assessment } = await workspace.assess({ classifier: net, set: 'validation' })
      expect(assessment.overall.rows).toBe(10 * 1440)
      expect(assessment.matrix.confusion.flat().reduce((sum, count) => sum + count, 0)).toBe(10 * 1440)
    }
  })
})
