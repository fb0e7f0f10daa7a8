import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { UserError } from '../../../src/core/errors.js'
import type { TrainingOptions, TrainingRuns } from '../../../src/dashboard/training/api.js'
import { NotFoundError } from '../../../src/dashboard/http/errors.js'
import { resumeArgs } from '../../../src/dashboard/training/train-args.js'
import type { DashboardPage } from '../../../src/dashboard/dashboard-page.js'
import type { TrainingQueries } from '../../../src/dashboard/training/queries.js'
import { addTrainingRoutes } from '../../../src/dashboard/training/routes.js'
import { startedJobs } from '../jobs/fake-spawn.js'
import { openApp, type OpenApp } from '../open-app.js'

const FORM = { features: 'F2cond20', target: 'T10up5low30min', net: 'MLP' }
const OPTIONS: TrainingOptions = {
  features: [],
  targets: [],
  events: [],
  nets: [],
  bases: [],
  sets: [],
  scalers: [],
  samplings: [],
  selections: [],
  metrics: [],
  optimizers: [],
  schedules: [],
  classifiers: ['taken'],
  errors: ['no candles yet'],
}

function pageWith(more: Partial<TrainingQueries> = {}): DashboardPage {
  const queries = queriesWith(more)
  return { id: 'training', title: 'Training', addRoutes: (app, context) => addTrainingRoutes(app, context, queries) }
}

function queriesWith(more: Partial<TrainingQueries>): TrainingQueries {
  return {
    runs: async () => ({ runs: [], errors: [] }),
    run: async (id) => {
      throw new NotFoundError(`no training ${id}`)
    },
    classifiers: async () => ({ classifiers: [], errors: [] }),
    options: async () => OPTIONS,
    stop: async () => {
      throw new UserError('it does not run')
    },
    resumeArgs: async () => ['train', '--resume'],
    ...more,
  }
}

async function post(opened: OpenApp, path: string, payload: object): Promise<{ status: number; body: unknown }> {
  const headers = { host: 'localhost', 'x-followupward-token': opened.pageToken }
  const answer = await opened.app.inject({ method: 'POST', url: `/api/training/${path}`, headers, payload })
  return { status: answer.statusCode, body: answer.json<unknown>() }
}

async function command(query: Record<string, string>): Promise<{ status: number; body: unknown }> {
  const { app } = await openApp([pageWith()])
  const url = `/api/training/command?${new URLSearchParams({ ...FORM, ...query }).toString()}`
  const answer = await app.inject({ url, headers: { host: 'localhost' } })
  return { status: answer.statusCode, body: answer.json<unknown>() }
}

describe('the routes of the training page', () => {
  test('show the very command that they run', async () => {
    const values = { ...FORM, params: 'l1=24,dropout=0.2', base: 'btc,eth', epochs: '7', seed: '1', overwrite: 'true' }
    const shown = await command(values)
    const line =
      'npx followupward train --features F2cond20 --target T10up5low30min --params l1=24,dropout=0.2 --base btc,eth --epochs 7 --overwrite'
    expect(shown.body).toMatchObject({
      command: line,
      name: 'MLP-F2cond20-T10up5low30min-1',
      notes: ['no candles yet'],
    })
    const opened = await openApp([pageWith()])
    expect((await post(opened, 'start', values)).status).toBe(200)
    expect(startedJobs(opened.spawned.runs)).toEqual([line.replace('npx followupward ', '').split(' ')])
  })

  test('write how the net learns as the command names it', async () => {
    const learning = { optimizer: 'adamw', learningRate: '3e-4', weightDecay: '0.01', schedule: 'plateau' }
    const { body } = await command({ ...learning, plateauPatience: '2', warmup: '.5', best: 'metric:PerTrade' })
    expect(JSON.stringify(body)).toContain(
      '--monitor metric:PerTrade --optimizer adamw --learning-rate 0.0003 --weight-decay 0.01 --schedule plateau --warmup 0.5 --plateau-patience 2',
    )
  })

  test('warn of a name that is taken', async () => {
    const { body } = await command({ name: 'taken' })
    expect(JSON.stringify(body)).toContain('there is a classifier taken')
    expect(JSON.stringify((await command({ name: 'taken', overwrite: 'true' })).body)).toContain('is replaced')
  })

  test.each([
    [{ features: '--live' }, 'features: expected the name of a definition'],
    [{ name: '../elsewhere' }, 'name: expected letters'],
    [{ params: 'l1=24 --out /tmp' }, 'params: expected name=number'],
    [{ base: 'btc --live' }, 'base: expected names of bases'],
    [{ epochs: '0' }, 'epochs: expected at least 1'],
    [{ seed: 'x' }, 'seed: expected a whole number'],
    [{ best: 'metric:' }, 'best: expected gain, loss or metric:NAME'],
    [{ optimizer: 'sgd --live' }, 'optimizer: Invalid option'],
    [{ schedule: 'steps' }, 'schedule: Invalid option'],
    [{ learningRate: '0' }, 'learningRate: expected a number above 0'],
    [{ momentum: '1' }, 'momentum: expected a number from 0 to below 1'],
    [{ plateauPatience: '1.5' }, 'plateauPatience: expected a whole number'],
  ])('refuse %o', async (values, message) => {
    const { status, body } = await command(values)
    expect(status).toBe(400)
    expect(JSON.stringify(body)).toContain(message)
    const opened = await openApp([pageWith()])
    expect((await post(opened, 'start', { ...FORM, ...values })).status).toBe(400)
    expect(opened.spawned.runs).toEqual([])
  })

  test('go on with a run once, and pass on why a stop is refused', async () => {
    const opened = await openApp([pageWith()])
    expect((await post(opened, 'resume', { id: 'a' })).status).toBe(200)
    expect((await post(opened, 'resume', { id: 'a' })).status).toBe(409)
    expect(opened.spawned.runs).toHaveLength(1)
    expect(await post(opened, 'stop', { id: 'a' })).toEqual({ status: 409, body: { error: 'it does not run' } })
    expect((await post(opened, 'stop', { id: '../x' })).status).toBe(400)
  })

  test('leave out compared runs that are gone', async () => {
    const { app } = await openApp([pageWith()])
    const answer = await app.inject({ url: '/api/training/compare?ids=a,b', headers: { host: 'localhost' } })
    expect([answer.statusCode, answer.json<unknown>()]).toEqual([200, []])
  })

  test('tell of runs that moved, and only then', async () => {
    let runs: TrainingRuns = { runs: [], errors: ['first'] }
    let asked = 0
    const page = pageWith({
      runs: async () => {
        asked++
        return runs
      },
    })
    const { events } = await openApp([page])
    const told: string[] = []
    events.subscribe(['training'], ({ data }) => void told.push(data))
    await until(() => asked >= 2)
    runs = { runs: [], errors: ['second'] }
    await until(() => told.length >= 2)
    expect(told.map((data) => JSON.parse(data) as unknown)).toEqual([
      { runs: [], errors: ['first'] },
      { runs: [], errors: ['second'] },
    ])
  })
})

async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await sleep(50)
}

const resolve = (path: string): string => `/then/${path}`

describe('going on with a run', () => {
  test.each([
    ['train --features F', 'train --features F --resume'],
    ['train --json --features F --resume', 'train --features F --resume'],
    ['train --workspace here --features F', 'train --features F --resume'],
    ['train --workspace=here --features F', 'train --features F --resume'],
    ['train --sets a.csv --features F', 'train --sets /then/a.csv --features F --resume'],
    ['train --out=made --tensorboard log', 'train --out /then/made --tensorboard /then/log --resume'],
  ])('%s', (typed, expected) => {
    expect(resumeArgs(typed.split(' '), resolve)).toEqual(expected.split(' '))
  })
})
