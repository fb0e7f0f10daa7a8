import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { UserError } from '../../../src/core/errors.js'
import type { FormResponse } from '../../../src/dashboard/forms/api.js'
import { trainSchema } from '../../../src/workspace/train/request.js'
import type { TrainingRuns } from '../../../src/dashboard/training/api.js'
import { NotFoundError } from '../../../src/dashboard/http/errors.js'
import type { DashboardPage } from '../../../src/dashboard/dashboard-page.js'
import type { TrainingQueries } from '../../../src/dashboard/training/queries.js'
import { addTrainingRoutes } from '../../../src/dashboard/training/routes.js'
import { startedJobs } from '../jobs/fake-spawn.js'
import { openApp, type OpenApp } from '../open-app.js'

const FORM = { features: 'F2cond20', target: 'T10up5low30min', net: 'MLP' }

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
    choices: async () => ({
      form: { choices: { features: [{ id: 'Mine', title: 'Mine (of this workspace)' }] }, configured: { epochs: 80 } },
      options: { params: {}, sets: [], errors: ['no candles yet'] },
    }),
    preview: async () => ({ bases: [], problems: [], countsNonEvents: false }),
    notes: async (name, overwrite) => [`${name} ${overwrite ? 'is replaced' : 'stays'}`],
    stop: async () => {
      throw new UserError('it does not run')
    },
    resumeRequest: async () => ({ ...FORM, resume: true }),
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
  const url = `/api/training/start/command?${new URLSearchParams({ ...FORM, ...query }).toString()}`
  const answer = await app.inject({ url, headers: { host: 'localhost' } })
  return { status: answer.statusCode, body: answer.json<unknown>() }
}

const UNSAFE = [
  'out',
  'resume',
  'tensorboard',
  'external',
  'externalFolder',
  'externalTimeout',
  'classes',
  'output',
  'outputName',
]

describe('the routes of the training page', () => {
  test('describe the fields of the form as the schema has them, with what can be chosen here', async () => {
    const { app } = await openApp([pageWith()])
    const url = '/api/training/start/form'
    const { fields } = (await app.inject({ url, headers: { host: 'localhost' } })).json<FormResponse>()
    const fieldOf = (key: string) => fields.find((field) => field.key === key)
    expect(fields.map(({ key }) => key)).toEqual(Object.keys(trainSchema.shape).filter((key) => !UNSAFE.includes(key)))
    expect(fieldOf('features')).toMatchObject({ isRequired: true, choices: [{ id: 'Mine' }] })
    expect(fieldOf('epochs')).toMatchObject({ label: 'Epochs', kind: 'number', isInteger: true, otherwise: '80' })
    expect(fieldOf('patience')).toMatchObject({ unit: 'epochs', otherwise: '10' })
    expect(fieldOf('optimizer')).toMatchObject({ choices: [{ id: 'adam' }, { id: 'adamw' }, { id: 'sgd' }] })
    expect(fieldOf('learningRate')?.help).toBe('learning rate of a step')
  })

  test('show the very command that they run', async () => {
    const values = { ...FORM, params: 'l1=24,dropout=0.2', bases: 'btc,eth', epochs: '7', seed: '1', overwrite: 'true' }
    const shown = await command(values)
    expect(shown.body).toEqual({
      command:
        'npx followupward train --features F2cond20 --target T10up5low30min --base btc,eth --params l1=24,dropout=0.2 --overwrite --epochs 7',
      notes: ['MLP-F2cond20-T10up5low30min-1 is replaced'],
    })
    const opened = await openApp([pageWith()])
    expect((await post(opened, 'start', values)).status).toBe(200)
    const request = {
      ...FORM,
      params: { l1: 24, dropout: 0.2 },
      bases: ['btc', 'eth'],
      epochs: 7,
      seed: 1,
      overwrite: true,
    }
    expect(startedJobs(opened.spawned.runs)).toEqual([['train', request]])
    expect(opened.jobs.list()[0]?.title).toBe('training of MLP-F2cond20-T10up5low30min-1')
  })

  test('write how the net learns as the command names it', async () => {
    const learning = { optimizer: 'adamw', learningRate: '3e-4', weightDecay: '0.01', schedule: 'plateau' }
    const { body } = await command({ ...learning, plateauPatience: '2', warmup: '.5', monitor: 'metric:PerTrade' })
    expect(JSON.stringify(body)).toContain(
      '--monitor metric:PerTrade --optimizer adamw --learning-rate 0.0003 --weight-decay 0.01 --schedule plateau --warmup 0.5 --plateau-patience 2',
    )
  })

  test.each([
    [{ features: '' }, 'Features is missing', 'features'],
    [{ name: '../elsewhere' }, 'Name is ../elsewhere: expected letters', 'name'],
    [{ params: 'l1=24 --out /tmp' }, 'Params has l1=24 --out /tmp: expected name=number', 'params'],
    [{ bases: 'btc --live' }, 'Bases.1 is --live: expected the short name of a base', 'bases'],
    [{ epochs: '0' }, 'Epochs is 0: expected at least 1', 'epochs'],
    [{ seed: 'x' }, 'Seed is x: expected a whole number', 'seed'],
    [{ monitor: 'metric:' }, 'Monitor is metric:: expected gain, loss or metric:NAME', 'monitor'],
    [{ optimizer: 'sgd --live' }, 'Optimizer is sgd --live: allowed are adam, adamw, sgd', 'optimizer'],
    [{ schedule: 'steps' }, 'Schedule is steps: allowed are', 'schedule'],
    [{ learningRate: '0' }, 'Learning rate is 0: expected a number above 0', 'learningRate'],
    [{ momentum: '1' }, 'Momentum is 1: expected a number from 0 to below 1', 'momentum'],
    [{ plateauPatience: '1.5' }, 'Plateau patience is 1.5: expected a whole number', 'plateauPatience'],
  ])('refuse %o, and name the field', async (values, message, key) => {
    const { status, body } = await command(values)
    expect([status, body]).toMatchObject([400, { keys: [key] }])
    expect(JSON.stringify(body)).toContain(message)
    const opened = await openApp([pageWith()])
    expect((await post(opened, 'start', { ...FORM, ...values })).status).toBe(400)
    expect(opened.spawned.runs).toEqual([])
  })

  test('tell what is wrong with each field, not with the first alone', async () => {
    const { body } = await command({ epochs: '0', learningRate: 'fast', params: 'l1=zzz', seed: '2' })
    expect(body).toMatchObject({
      keys: ['learningRate', 'params', 'epochs'],
      fieldErrors: [
        { key: 'learningRate', error: 'Learning rate is fast: expected a number' },
        { key: 'params', error: 'Params has l1=zzz: expected name=number' },
        { key: 'epochs', error: 'Epochs is 0: expected at least 1' },
      ],
    })
  })

  test.each(UNSAFE)('refuse %s: it is for the terminal alone', async (key) => {
    expect(await command({ [key]: 'x' })).toEqual({ status: 400, body: { error: `there is no field ${key}` } })
  })

  test('go on with a run once, and pass on why a stop is refused', async () => {
    const opened = await openApp([pageWith()])
    expect((await post(opened, 'resume', { id: 'a' })).status).toBe(200)
    expect((await post(opened, 'resume', { id: 'a' })).status).toBe(409)
    expect(startedJobs(opened.spawned.runs)).toEqual([['train', { ...FORM, resume: true }]])
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
