import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Verdict } from '../../../src/assessment/verdict/verdict.js'
import type { AssessmentView } from '../../../src/dashboard/assessment/api.js'
import { openAssessmentQueries, type AssessmentQueries } from '../../../src/dashboard/assessment/queries.js'
import { openLedger } from '../../../src/store/ledger/ledger.js'
import { openWorkspace, type Workspace } from '../../../src/workspace/index.js'
import { fillTrainingWorkspace, TRAINING } from '../../support/training-workspace.js'
import { openContext } from '../open-app.js'

const SETS = 'training,2024-01-11,2024-01-11\nvalidation,2024-01-12,2024-01-12\ntest,2024-01-13,2024-01-13\n'

let folder = ''
let ws: Workspace
let queries: AssessmentQueries
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'followupward-'))
  await fillTrainingWorkspace(folder, { sets: SETS })
  ws = await openWorkspace(folder)
  await ws.train({ ...TRAINING, name: 'net', epochs: 1, batchSize: 512, select: 'seed' })
  queries = openAssessmentQueries(openContext(folder))
}, 60_000)
afterAll(async () => {
  await queries?.close()
  await ws?.close()
  await rm(folder, { recursive: true, force: true })
})

/** Waits as a page does. */
async function wait<T>(
  send: () => Promise<{ readonly state: 'ready'; readonly value: T } | { readonly state: 'scoring' | 'computing' }>,
): Promise<T> {
  for (;;) {
    const answer = await send()
    if (answer.state === 'ready') return answer.value
    await sleep(50)
  }
}

const ready = (query: Parameters<AssessmentQueries['verdict']>[0]): Promise<Verdict> =>
  wait(() => queries.verdict(query))
const matrixOf = (query: Parameters<AssessmentQueries['matrix']>[0]): Promise<AssessmentView> =>
  wait(() => queries.matrix(query))

/** All that the ledger counts. */
async function entriesOfLedger(): Promise<object> {
  const ledger = openLedger(join(folder, 'ledger'))
  return { trials: (await ledger.trials()).entries, seals: (await ledger.seals()).entries }
}

describe('the verdict of the assessment page', () => {
  const validation = { classifier: 'net', set: 'validation' } as const
  const pick = { buyThreshold: 0.3, sellThreshold: 0.4 }

  test('is the one of assess, for each cell and exit rule, and adds nothing to the ledger', async () => {
    const rules = [{}, { lossMinutes: 3 }]
    for (const rule of rules) {
      const { verdict } = await ws.assess({ ...validation, buy: 0.3, sell: 0.4, ...rule })
      const before = await entriesOfLedger()
      expect(await ready({ ...validation, cell: pick, ...rule })).toEqual(verdict)
      expect(await entriesOfLedger()).toEqual(before)
    }
    const other = await ready({ ...validation, cell: { buyThreshold: 0.4, sellThreshold: 0.4 } })
    expect(other.figures).toMatchObject({ buyThreshold: 0.4, sellThreshold: 0.4 })
  })

  test('knows what was tried since it was made', async () => {
    const before = await ready({ ...validation, cell: pick })
    await ws.assess({ ...validation, buy: 0.6, sell: 0.9 })
    const after = await ready({ ...validation, cell: pick })
    expect(after.figures.trials.ledger).toBe(before.figures.trials.ledger + 1)
  })

  test('of a test set waits until a person opens it, and is no further look', async () => {
    const set = { classifier: 'net', set: 'test' } as const
    const { cell } = await matrixOf(validation)
    await expect(queries.verdict({ ...set, cell })).rejects.toMatchObject({ keys: ['openTestSet'] })
    await queries.open(set)
    const { verdict } = await ws.assess({ ...set })
    await matrixOf(set)
    const before = await entriesOfLedger()
    const shown = await ready({ ...set, cell })
    expect(shown).toEqual(verdict)
    expect(shown).toMatchObject({ basis: 'laterDays', optimistic: false })
    expect(await entriesOfLedger()).toEqual(before)
    expect(await ready({ ...set, cell: pick })).toMatchObject({ basis: 'selectionDays', optimistic: true })
  })
})
