import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openAssessmentQueries } from '../../src/dashboard/assessment/queries.js'
import { openMarketQueries } from '../../src/dashboard/market/queries.js'
import { HOUR } from '../../src/core/time.js'
import { openWorkspace, RequestError, type Workspace } from '../../src/workspace/index.js'
import { float32Of } from '../../web/reports/packed.js'
import { fillTrainingWorkspace, TRAINING } from '../support/training-workspace.js'
import { openContext } from './open-app.js'

const SETS = 'training,2024-01-11,2024-01-11\nvalidation,2024-01-12,2024-01-12\ntest,2024-01-13,2024-01-13\n'
const MIDNIGHT = Date.UTC(2024, 0, 13)

let folder = ''
let ws: Workspace
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'followupward-'))
  await fillTrainingWorkspace(folder, { sets: SETS })
  ws = await openWorkspace(folder)
  await ws.train({ ...TRAINING, name: 'net', epochs: 1, batchSize: 512, select: 'seed' })
})
afterAll(async () => {
  await ws?.close()
  await rm(folder, { recursive: true, force: true })
})

test('the pages show nothing of closed minutes, and all of them once the set was opened there', async () => {
  const context = openContext(folder)
  const assessment = openAssessmentQueries(context)
  const market = openMarketQueries(context)
  try {
    const set = { classifier: 'net', set: 'test' } as const
    const refused: unknown = await assessment.matrix(set).catch((error: unknown) => error)
    expect(refused).toBeInstanceOf(RequestError)
    expect(refused).toMatchObject({ keys: ['openTestSet'] })
    expect(await assessment.classifiers()).toMatchObject({
      classifiers: [{ name: 'net', sets: ['validation', 'test', 'training'] }],
    })
    // Two hours around midnight: candles stay, scores end where the seal begins.
    const view = { base: 'one', from: MIDNIGHT - HOUR, to: MIDNIGHT + HOUR, points: 2000 }
    const closed = await market.signals(view, 'net', { buy: 0, sell: 1.1 })
    const scores = [...float32Of(closed.buy)]
    expect(scores.map(Number.isFinite)).toEqual(scores.map((_, minute) => minute < 60))
    expect(closed.signals.every(({ time }) => time < MIDNIGHT)).toBe(true)
    expect(closed.notes.join()).toMatch(/2024-01-13T00:00Z to 2024-01-13T01:00Z of ONE-USDT is sealed/)
    expect((await market.candles(view)).rows).toBe(120)
    expect((await ws.ledger({})).looks).toEqual([])

    await assessment.open(set)
    expect((await ws.ledger({})).openings).toMatchObject([{ look: 'dashboard', subject: 'classifier net' }])
    await expect.poll(async () => (await assessment.matrix(set)).state, { timeout: 60_000 }).toBe('ready')
    await assessment.matrix(set)
    const open = await market.signals(view, 'net', {})
    expect([...float32Of(open.buy)].every(Number.isFinite)).toBe(true)
    // One look by the button, one by the figures, however often they are asked for.
    expect((await ws.ledger({})).looks.map(({ look }) => look)).toEqual(['dashboard', 'dashboard'])
  } finally {
    await assessment.close()
    await market.close()
  }
})
