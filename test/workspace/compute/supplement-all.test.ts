import { readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { CancelledError, UserError } from '../../../src/core/errors.js'
import { silentProgress, type Progress } from '../../../src/core/progress.js'
import { entryOf } from '../../../src/definitions/catalog.js'
import { featureCatalog, featureRequest } from '../../../src/features/catalog.js'
import { simulateCandles, toSimulatedMarket } from '../../../src/ohlcv/simulate-candles.js'
import { openCandleStore } from '../../../src/store/candles/open-candle-store.js'
import { openDerivedStore, type DerivedRequest } from '../../../src/store/derived/derived-store.js'
import { estimateStale } from '../../../src/store/derived/estimate-stale.js'
import { targetCatalog, targetRequest } from '../../../src/targets/catalog.js'
import { planProcesses, supplementAll, supplementInProcesses } from '../../../src/workspace/compute/supplement-all.js'
import { supplementBases } from '../../../src/workspace/compute/supplement-bases.js'
import { systemClock } from '../../../src/workspace/system-clock.js'
import { readWorkspace } from '../../../src/workspace/context.js'
import { openTestWorkspace } from '../../support/open-test-workspace.js'
import { temporaryFolder } from '../../support/temporary-folder.js'
import { createUserWorkspace } from '../../support/user-files.js'

const DAY = 1440
const FROM = Date.UTC(2023, 0, 20)
const NAMES = ['fil', 'btc', 'eth']
const marketOf = (base: string) => toSimulatedMarket(base, 'USDT')

const yearOf = (market: string) => ({ market, rows: 365 * DAY, months: 12 })
const dayOf = (market: string) => ({ market, rows: DAY, months: 1 })

/** A workspace with candles in two months of three bases. */
async function prepareWorkspace() {
  const directory = await createUserWorkspace()
  const dataFolder = await temporaryFolder()
  const candles = openCandleStore(dataFolder)
  for (const [seed, base] of NAMES.entries())
    await candles.merge(marketOf(base), simulateCandles('market', { seed, from: FROM, rows: 20 * DAY, base }))
  const derived = openDerivedStore(dataFolder, candles)
  const workspace = { directory, dataFolder }
  const signal = new AbortController().signal
  return { workspace, candles, derived, clock: systemClock, progress: silentProgress, signal }
}

/** One definition of the package, one of the workspace and a target, of each base. */
async function requestsFor(directory: string): Promise<DerivedRequest[]> {
  const features = await featureCatalog({ workspace: directory })
  const sources = [
    await featureRequest(entryOf(features, 'feature set', 'F1agg110')),
    await featureRequest(entryOf(features, 'feature set', 'HourReturn')),
    await targetRequest(entryOf(await targetCatalog(), 'target', 'T10up5low30min')),
  ]
  return NAMES.flatMap((base) => sources.map((source) => ({ ...source, market: marketOf(base) })))
}

/** The bytes of every file that was made, by name. */
async function filesOf(folder: string): Promise<Map<string, string>> {
  const names = await readdir(folder, { recursive: true })
  const files = names.filter((name) => /^(?:features|targets).*\.arrow$/.test(name)).sort()
  return new Map(
    await Promise.all(files.map(async (name) => [name, await readFile(join(folder, name), 'latin1')] as const)),
  )
}

async function computeHere() {
  const context = await prepareWorkspace()
  const rows = await supplementAll(context, await requestsFor(context.workspace.directory))
  return { rows, files: await filesOf(context.workspace.dataFolder) }
}

describe('frames of several bases', () => {
  test('are computed one after the other in this process', async () => {
    const { rows, files } = await computeHere()
    expect(files.size).toBe(18)
    const counts = [20 * DAY - 1440, 20 * DAY - 60, 20 * DAY - 1]
    expect(rows).toEqual(NAMES.flatMap(() => counts.map((value) => ({ status: 'fulfilled', value }))))
  })

  test.each([
    { processes: 2, threads: 1 },
    { processes: 4, threads: 2 },
  ])('have the same bytes from $processes processes with $threads threads each', async (plan) => {
    const context = await prepareWorkspace()
    const requests = await requestsFor(context.workspace.directory)
    const started: string[] = []
    const progress: Progress = {
      start: (label, total, unit) => {
        started.push(`${label}, ${total} ${unit}`)
        return { update: () => {}, end: () => {} }
      },
    }
    const outcomes = await supplementInProcesses({ ...context, progress }, requests, { ...plan, megabytes: 4000 })
    const { rows, files } = await computeHere()
    expect(outcomes).toEqual(rows)
    expect(await filesOf(context.workspace.dataFolder)).toEqual(files)
    expect(started.length).toBe(requests.length)
    expect(started).toContain(`HourReturn of FIL/USDT, ${20 * DAY - 60} rows`)
    const again = await supplementInProcesses(context, requests, { ...plan, megabytes: 4000 })
    expect(again).toEqual(rows.map(() => ({ status: 'fulfilled', value: 0 })))
  })

  test('that are to be computed are prepared by processes, where these are planned, to the same bytes', async () => {
    const folders = await Promise.all(
      ['here', 'there'].map(async () => {
        const folder = await createUserWorkspace({ 'followupward.yaml': 'exchange: { id: simulated }\n' })
        const candles = openCandleStore(join(folder, 'data'))
        for (const [seed, base] of NAMES.entries())
          await candles.merge(marketOf(base), simulateCandles('market', { seed, from: FROM, rows: 20 * DAY, base }))
        return folder
      }),
    )
    const [here = '', there = ''] = folders
    const request = { definition: 'F1agg110', to: '2023-02-05' }
    const computing = await openTestWorkspace(here)
    for (const base of NAMES) await computing.compute({ ...request, base })

    const context = {
      clock: systemClock,
      progress: silentProgress,
      log: () => {},
      signal: new AbortController().signal,
    }
    const workspace = await readWorkspace(there)
    await supplementBases(request, NAMES, { ...context, workspace }, async () => undefined)
    expect((await filesOf(join(there, 'data'))).size).toBe(0)
    const plan = { processes: 2, threads: 1, megabytes: 4000 }
    await supplementBases(request, NAMES, { ...context, workspace }, async () => plan)
    const files = await filesOf(join(here, 'data'))
    expect(files.size).toBe(6)
    expect(await filesOf(join(there, 'data'))).toEqual(files)
    // Nothing is left to be computed.
    const prepared = await openTestWorkspace(there)
    for (const base of NAMES) await prepared.compute({ ...request, base })
    expect(prepared.shown).toEqual([])
  })

  test('that cannot be computed do not stop the others', async () => {
    const context = await prepareWorkspace()
    const [first, ...others] = await requestsFor(context.workspace.directory)
    if (!first) throw new Error('there are no requests')
    const requests = [{ ...first, market: marketOf('none') }, ...others]
    const plan = { processes: 2, threads: 1, megabytes: 4000 }
    const [here, there] = [await supplementAll(context, requests), await supplementInProcesses(context, requests, plan)]
    for (const outcomes of [here, there]) {
      expect(outcomes.map(({ status }) => status)).toEqual(['rejected', ...others.map(() => 'fulfilled')])
      expect(outcomes[0]?.status === 'rejected' && outcomes[0].reason).toBeInstanceOf(UserError)
    }
    expect(String(there[0]?.status === 'rejected' && there[0].reason)).toBe(
      String(here[0]?.status === 'rejected' && here[0].reason),
    )
  })

  test('are not begun where the signal is aborted', async () => {
    const context = { ...(await prepareWorkspace()), signal: AbortSignal.abort() }
    const requests = await requestsFor(context.workspace.directory)
    await expect(supplementAll(context, requests)).rejects.toThrow(CancelledError)
    const plan = { processes: 2, threads: 1, megabytes: 4000 }
    await expect(supplementInProcesses(context, requests, plan)).rejects.toThrow(CancelledError)
    expect((await filesOf(context.workspace.dataFolder)).size).toBe(0)
  })
})

describe('what is stale', () => {
  test('is all, nothing, or what was added', async () => {
    const { workspace, candles, derived } = await prepareWorkspace()
    const [request] = await requestsFor(workspace.directory)
    if (!request) throw new Error('there are no requests')
    const stale = (one: DerivedRequest = request) => estimateStale(workspace.dataFolder, candles, one)
    expect(await stale()).toEqual({ rows: 19 * DAY, months: 2 })
    expect(await stale({ ...request, range: { from: Date.UTC(2023, 1, 1), to: Infinity } })).toEqual({
      rows: 8 * DAY,
      months: 1,
    })
    await derived.supplement(request)
    expect(await stale()).toEqual({ rows: 0, months: 0 })
    expect(await stale({ ...request, sourceHash: 'other' })).toEqual({ rows: 19 * DAY, months: 2 })
    const more = simulateCandles('market', { seed: 0, from: FROM, rows: 21 * DAY, base: 'fil' })
    await candles.merge(marketOf('fil'), more)
    expect(await stale()).toEqual({ rows: DAY, months: 1 })
    expect(await stale({ ...request, market: marketOf('none') })).toEqual({ rows: 0, months: 0 })
  })

  test('decides on the number of processes', () => {
    const machine = { cores: 4, megabytes: 8000 }
    const bases = Array.from({ length: 24 }, (_, i) => `base ${i}`)
    expect(planProcesses(bases.map(yearOf), machine)).toEqual({ processes: 4, threads: 1, megabytes: 8000 })
    expect(planProcesses(bases.map(yearOf), { ...machine, cores: 12 })).toMatchObject({ processes: 8, threads: 1 })
    expect(planProcesses(bases.map(yearOf), { cores: 1, megabytes: 8000 })).toBeUndefined()
    expect(planProcesses(bases.map(yearOf), { ...machine, megabytes: 700 })).toMatchObject({ processes: 2, threads: 2 })
    expect(planProcesses(bases.map(yearOf), { ...machine, megabytes: 500 })).toBeUndefined()
    expect(planProcesses(bases.map(dayOf), machine)).toBeUndefined()
    expect(
      planProcesses(
        Array.from({ length: 99 }, () => yearOf('one')),
        machine,
      ),
    ).toBeUndefined()
  })
})
