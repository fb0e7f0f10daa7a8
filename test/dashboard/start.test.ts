import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { MINUTE } from '../../src/core/time.js'
import { parseSplitSets } from '../../src/datasets/split-sets.js'
import type { StartOverview, WorkspaceState } from '../../src/dashboard/start/api.js'
import { listNextSteps } from '../../src/dashboard/start/next-steps.js'
import { startPage } from '../../src/dashboard/start/routes.js'
import { toSimulatedMarket } from '../../src/ohlcv/simulate-candles.js'
import { openCandleStore } from '../../src/store/candles/open-candle-store.js'
import { candlesFrom } from '../support/candles-from.js'
import { startedJobs } from './jobs/fake-spawn.js'
import { openApp, type OpenApp } from './open-app.js'

const EMPTY: WorkspaceState = {
  configured: false,
  empty: true,
  simulated: false,
  bases: [],
  candles: 0,
  range: null,
  features: [],
  targets: [],
  sets: false,
  classifiers: [],
  reports: [],
  traded: false,
  damaged: 0,
  errors: [],
}
const CONFIGURED = { ...EMPTY, configured: true, empty: false, sets: true }
const CANDLES = {
  ...CONFIGURED,
  bases: ['btc', 'eth'],
  candles: 288_000,
  range: { from: Date.UTC(2024, 0, 1, 5), to: Date.UTC(2024, 3, 10) },
}
const COMPUTED = { ...CANDLES, features: ['F2cond20'], targets: ['T10up5low30min'] }
const TRAINED = { ...COMPUTED, classifiers: ['mlp'] }
const ASSESSED = { ...TRAINED, reports: ['mlp.html'] }

describe('the next step', () => {
  test.each([
    ['an empty folder', EMPTY, 'workspace', 'npx followupward demo --folder .'],
    ['a folder of something else', { ...EMPTY, empty: false }, 'workspace', 'npx followupward init'],
    ['a new workspace', CONFIGURED, 'candles', 'npx followupward update-history --base btc,eth --from 2024-01-01'],
    ['a simulated one', { ...CONFIGURED, simulated: true }, 'candles', 'npx followupward demo'],
    ['candles', CANDLES, 'definitions', 'npx followupward compute F2cond20 --base btc'],
    [
      'features and targets',
      COMPUTED,
      'training',
      'npx followupward train --features F2cond20 --target T10up5low30min',
    ],
    ['a classifier', TRAINED, 'assessment', 'npx followupward assess mlp'],
    ['a report', ASSESSED, 'trading', 'npx followupward trade --classifier mlp'],
  ])('with %s', (_, state, id, command) => {
    const steps = listNextSteps(state)
    const next = steps.filter((step) => step.state === 'next')
    expect(next.map((step) => step.id)).toEqual([id])
    expect(next[0]?.commands[0]).toBe(command)
    const at = steps.findIndex((step) => step.state === 'next')
    expect(steps.slice(0, at).every((step) => step.state === 'done' && step.commands.length === 0)).toBe(true)
  })

  test('with everything there is none', () => {
    expect(listNextSteps({ ...ASSESSED, traded: true }).every(({ state }) => state === 'done')).toBe(true)
  })

  test('a classifier of other features does not send back to computing them', () => {
    expect(listNextSteps({ ...CANDLES, classifiers: ['mlp'] })[2]?.state).toBe('done')
  })

  test('without sets it writes some for what is stored, which the product reads', () => {
    const [command = ''] = listNextSteps({ ...COMPUTED, sets: false })[3]?.commands ?? []
    const text = (/^printf '(.*)' > sets_split\.csv$/.exec(command)?.[1] ?? '').replaceAll(String.raw`\n`, '\n')
    const sets = parseSplitSets(text, 'sets_split.csv')
    const [training, validation, last] = [sets.training[0], sets.validation[0], sets.test[0]]
    expect(training?.from).toBe(Date.UTC(2024, 0, 13))
    expect(validation?.from).toBe(training?.to)
    expect(last?.from).toBe(validation?.to)
    expect(last?.to).toBe(CANDLES.range.to)
  })
})

const OWN = { host: 'localhost' }

/** Folders in each state that a button looks at. */
const FOLDERS = {
  empty: async () => {},
  other: (folder: string) => writeFile(join(folder, 'notes.txt'), 'of something else'),
  configured: (folder: string) => writeFile(join(folder, 'followupward.yaml'), 'exchange: { id: simulated }\n'),
}

async function open(state: keyof typeof FOLDERS): Promise<OpenApp> {
  const opened = await openApp([startPage])
  await FOLDERS[state](opened.folder)
  return opened
}

/** The answer's status, and what was started. */
async function run(state: keyof typeof FOLDERS, action: string): Promise<unknown[]> {
  const { app, pageToken, spawned } = await open(state)
  const headers = { ...OWN, 'x-followupward-token': pageToken }
  const { statusCode } = await app.inject({ method: 'POST', url: '/api/start/run', headers, payload: { action } })
  return [statusCode, ...startedJobs(spawned.runs)]
}

describe('the routes of the start page', () => {
  test('answer the state and its steps', async () => {
    const { app, folder } = await open('configured')
    const market = toSimulatedMarket('one', 'USDT')
    const from = Date.UTC(2024, 0, 1)
    await openCandleStore(join(folder, 'data')).merge(market, candlesFrom(from, 100, { missing: [10, 11, 12] }))
    const { state, steps } = (await app.inject({ url: '/api/start', headers: OWN })).json<StartOverview>()
    expect(state).toMatchObject({
      configured: true,
      empty: false,
      simulated: true,
      bases: ['one'],
      candles: 97,
      range: { from, to: from + 100 * MINUTE },
    })
    expect(steps.map((step) => step.state)).toEqual(['done', 'done', 'next', 'later', 'later', 'later'])
  })

  test('start the demo or a workspace, and nothing over what is there', async () => {
    expect(await run('empty', 'demo')).toEqual([200, ['demo', { folder: '.' }]])
    expect(await run('other', 'init')).toEqual([200, ['init', {}]])
    expect(await run('other', 'demo')).toEqual([409])
    expect(await run('configured', 'init')).toEqual([409])
    expect(await run('empty', 'trade --live')).toEqual([400])
  })
})
