import { existsSync } from 'node:fs'
import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import type { Candles } from '../../../src/core/candles.js'
import { UserError } from '../../../src/workspace/index.js'
import { reasonsText } from '../../../src/workspace/rows/split-rows.js'
import { trainJson } from '../../../src/workspace/train/result.js'
import { openCandleStore } from '../../../src/store/candles/open-candle-store.js'
import { candlesFrom } from '../../support/candles-from.js'
import { createUserWorkspace } from '../../support/user-files.js'
import { openTestWorkspace, type TestWorkspace } from '../../support/open-test-workspace.js'

const START = Date.UTC(2024, 0, 1)
const DAYS = 10
const HISTORY = 60
const fil = { exchange: 'simulated', type: 'spot', symbol: 'FIL/USDT', interval: '1m' } as const
const near = { ...fil, symbol: 'NEAR/USDT' }

/** The return of NEAR over an hour. */
const BESIDE = `import { defineFeatureSet, gridAfterHistory, makeFrame, otherCandles } from 'followupward'

export default defineFeatureSet({
  id: 'Beside',
  version: 1,
  history: ${HISTORY},
  needs: ['near'],
  columns: [{ name: 'return' }, { name: 'own' }],
  compute(candles) {
    const grid = gridAfterHistory('Beside', ${HISTORY}, candles)
    const hour = ({ close }) =>
      Float32Array.from({ length: grid.rows }, (_, i) => close[i + ${HISTORY}] / close[i] - 1)
    return makeFrame(grid, [['return', hour(otherCandles(candles, 'near'))], ['own', hour(candles)]])
  },
})
`
/** Whether NEAR is higher ten minutes later. */
const NEAR_HIGHER = `import { TRADE_CLASSES, defineTarget, gridAfterHistory, makeFrame, otherCandles } from 'followupward'

export default defineTarget({
  id: 'NearHigher',
  version: 1,
  history: 0,
  horizon: 10,
  needs: ['near'],
  classes: TRADE_CLASSES,
  compute(candles) {
    const grid = gridAfterHistory('NearHigher', 0, candles)
    const { close } = otherCandles(candles, 'near')
    const target = new Uint8Array(grid.rows)
    for (let i = 0; i + 10 < grid.rows; i++) target[i] = close[i + 10] > close[i] + 0.5 ? 1 : close[i + 10] < close[i] - 0.5 ? 2 : 0
    return makeFrame(grid, [['target', target]])
  },
})
`

const minutes = (from: number, count: number): number[] => Array.from({ length: count }, (_, i) => from + i)

const candlesWithout = (missing: readonly number[]): Candles => candlesFrom(START, DAYS * 1440, { missing })

/** FIL whole; of NEAR these minutes are missing. */
async function workspaceWithout(missing: readonly number[]): Promise<TestWorkspace> {
  const folder = await createUserWorkspace({ 'features/Beside.ts': BESIDE, 'targets/NearHigher.ts': NEAR_HIGHER })
  await writeFile(
    join(folder, 'followupward.yaml'),
    'exchange: { id: simulated }\ngaps: { notImportedMinutes: 2880 }\n',
  )
  const store = openCandleStore(join(folder, 'data'))
  await store.merge(fil, candlesWithout([]))
  await store.merge(near, candlesWithout(missing))
  return openTestWorkspace(folder)
}

type Range = [string, string]
const SETS: { readonly training: Range[]; readonly validation: Range[] } = {
  training: [['2024-01-02', '2024-01-05']],
  validation: [['2024-01-08', '2024-01-09']],
}
const TRAIN = {
  features: 'Beside',
  target: 'TargetGrad30m5pml',
  bases: ['fil'],
  sets: SETS,
  epochs: 1,
  params: { l1: 4, l2: 4 },
  unchecked: true,
}

async function refused(work: Promise<unknown>): Promise<string> {
  const error = await work.catch((reason: unknown) => reason)
  if (!(error instanceof UserError)) throw new Error(`not refused: ${String(error)}`)
  return error.message
}

describe('gaps of a base that a definition needs', () => {
  test('an outage of it drops training rows, counted and named; evaluation rows stay', async () => {
    const [inTraining, inValidation] = [3 * 1440 + 100, 8 * 1440 - 1000]
    const workspace = await workspaceWithout([...minutes(inTraining, 40), ...minutes(inValidation, 50)])
    const result = await workspace.train(TRAIN)
    const json = trainJson(result)
    expect(json).toMatchObject({
      sets: [
        { set: 'training', dropped: { outage: 0, neededOutage: 40 + HISTORY }, neededOutages: { near: 40 + HISTORY } },
        { set: 'validation', dropped: { neededOutage: 0 }, neededOutages: {} },
      ],
    })
    const report = await workspace.reports.features({ definition: 'Beside', bases: ['fil'], sets: TRAIN.sets })
    expect(report.rows.map(({ set, neededOutages }) => [set, neededOutages])).toEqual([
      ['training', { near: 40 + HISTORY }],
      ['validation', {}],
    ])
    const frame = await workspace.compute({ definition: 'Beside', base: 'fil', from: '2024-01-03', to: '2024-01-06' })
    expect(frame).toMatchObject({ besideOutage: 0, besideNeededOutage: { near: 40 + HISTORY } })
  })

  test('minutes before its first candle are dropped under its name', async () => {
    const begin = 1440 + 100
    const workspace = await workspaceWithout(minutes(0, begin))
    const sets = { training: [['2024-01-02', '2024-01-05']] as Range[], validation: SETS.validation }
    const first = 1440
    const dropped = { noCandles: begin - first, noHistory: HISTORY }
    expect(trainJson(await workspace.train({ ...TRAIN, sets }))).toMatchObject({
      sets: [{ set: 'training', dropped, neededAbsences: { near: begin - first } }, { neededAbsences: {} }],
    })
    const report = await workspace.reports.features({ definition: 'Beside', bases: ['fil'], sets })
    expect(report.rows.map(({ neededAbsences }) => neededAbsences)).toEqual([{ near: begin - first }, {}])
    const [training] = report.rows
    if (!training) throw new Error('there are no rows')
    expect(reasonsText({ ...training, neededAbsences: { near: 5 } })).toBe(
      '95 without candles, 5 without candles of near, 60 without history',
    )
  })

  test('a label that reads it counts as a label beside an outage, in every set', async () => {
    const workspace = await workspaceWithout([...minutes(3 * 1440, 40), ...minutes(8 * 1440 - 1000, 50)])
    const report = await workspace.reports.targets({ definition: 'NearHigher', bases: ['fil'], sets: TRAIN.sets })
    expect(report.rows.map(({ set, neededOutages }) => [set, neededOutages])).toEqual([
      ['training', { near: 40 + 10 }],
      ['validation', { near: 50 + 10 }],
    ])
  })

  test('rows that read minutes of it which were never imported are refused everywhere, with base and range', async () => {
    const workspace = await workspaceWithout(minutes(3 * 1440, 3 * 1440))
    const range = '2024-01-04T00:00Z to 2024-01-07T00:00Z'
    const never = `needs candles of near: those from ${range} were never imported`
    expect(await refused(workspace.train(TRAIN))).toBe(
      `Beside ${never}, and training rows of fil read them; import them, or leave that time out`,
    )
    const on = { definition: 'Beside', bases: ['fil'] }
    expect(await refused(workspace.reports.features({ ...on, sets: TRAIN.sets }))).toContain(never)
    expect(await refused(workspace.reports.targets({ ...on, definition: 'NearHigher' }))).toContain(never)
    const compute = { definition: 'Beside', base: 'fil' }
    expect(await refused(workspace.compute(compute))).toContain(never)
    expect(
      await refused(workspace.compute({ ...compute, from: '2024-01-07T00:59', to: '2024-01-07T01:10' })),
    ).toContain(never)
    const behind = await workspace.compute({ ...compute, from: '2024-01-07T01:00', to: '2024-01-07T01:10' })
    expect(behind).toMatchObject({ besideNeededOutage: {}, besideNotImported: 0 })
    // What reads none of them works as before, and so does what is judged on such rows.
    const training: Range[] = [['2024-01-01', '2024-01-03']]
    const { classifier } = await workspace.train({ ...TRAIN, sets: { ...SETS, training } })
    await workspace.assess({ classifier: classifier.name, set: 'validation' })
    const store = openCandleStore(join(workspace.directory, 'data'))
    const hole = minutes(7 * 1440, 2 * 1440 + 1)
    await store.write(near, (writer) => writer.remove())
    await store.merge(near, candlesFrom(START, DAYS * 1440, { missing: hole }))
    expect(await refused(workspace.assess({ classifier: classifier.name, set: 'validation' }))).toContain(
      'those from 2024-01-08T00:00Z to 2024-01-10T00:01Z were never imported, and validation rows of fil read them',
    )
  })
})

describe('minutes at one price', () => {
  test('are trained on unless the request or the configuration says from which length on not', async () => {
    const workspace = await workspaceWithout([])
    const flat = candlesFrom(START, DAYS * 1440)
    for (const name of ['open', 'high', 'low', 'close'] as const) flat[name].fill(50, 4000, 4074)
    await openCandleStore(join(workspace.directory, 'data')).merge(fil, flat, { conflict: 'new' })
    const { markets } = await workspace.data.list({ bases: ['fil'] })
    expect(markets[0]?.quality?.flatRuns.map(({ minutes: length }) => length)).toEqual([74])
    const flatRows = async (flatMinutes?: number): Promise<unknown> => {
      const request = { ...TRAIN, overwrite: true, ...(flatMinutes !== undefined && { flatMinutes }) }
      const { sets } = await workspace.train(request)
      return sets.map(({ rows }) => rows.dropped.flat)
    }
    expect(await flatRows()).toEqual([0, 0])
    // A label reads 14 candles before its own and 15 after it.
    expect(await flatRows(74)).toEqual([74 + 14 + 15, 0])
    expect(await flatRows(75)).toEqual([0, 0])
    const configured = await openTestWorkspace(workspace.directory, { config: { training: { flatMinutes: 60 } } })
    const { classifier, sets } = await configured.train({ ...TRAIN, overwrite: true })
    expect(sets[0]?.rows.dropped.flat).toBe(74 + 14 + 15)
    expect(classifier.description.training.flatMinutes).toBe(60)
  })
})

const archive = fileURLToPath(new URL('../../../../shared/candles/', import.meta.url))

test.skipIf(!existsSync(archive))('real candles without NEAR in September are refused', async () => {
  const folder = await createUserWorkspace({ 'features/Beside.ts': BESIDE })
  const workspace = await openTestWorkspace(folder)
  const zips = (await readdir(archive)).filter((name) => /^(FIL.*-(08|09|10)|NEAR.*-(08|10))\.zip$/.test(name))
  expect(zips).toHaveLength(5)
  await workspace.data.import({ files: zips.map((name) => join(archive, name)) })
  const message = await refused(
    workspace.train({
      ...TRAIN,
      sets: { training: [['2023-08-01', '2023-09-20']], validation: [['2023-10-01', '2023-10-31']] },
    }),
  )
  expect(message).toContain('near: those from 2023-09-01T00:00Z to 2023-10-01T00:00Z were never imported')
  const { markets } = await workspace.data.list({ bases: ['near'] })
  expect(markets[0]?.quality).toMatchObject({ outages: [], notImported: [{ minutes: 30 * 1440 }] })
})
