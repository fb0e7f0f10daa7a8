import { describe, expect, test } from 'vitest'
import { systemClock } from '../../../src/workspace/system-clock.js'
import { UserError } from '../../../src/core/errors.js'
import { createEventHub, type HubEvent } from '../../../src/dashboard/http/event-hub.js'
import { createJobRunner, type JobRunner } from '../../../src/dashboard/jobs/job-runner.js'
import { NotFoundError } from '../../../src/dashboard/http/errors.js'
import { RequestError } from '../../../src/core/request-error.js'
import { fakeSpawn, type FakeRun } from './fake-spawn.js'

interface Opened {
  readonly jobs: JobRunner
  readonly runs: readonly FakeRun[]
  readonly seen: HubEvent[]
}

function open(): Opened {
  const events = createEventHub()
  const { spawn, runs } = fakeSpawn()
  const seen: HubEvent[] = []
  events.subscribe(['jobs'], (event) => void seen.push(event))
  return { jobs: createJobRunner({ spawn, events, clock: systemClock, secrets: ['k3y-of-mine'] }), runs, seen }
}

const LIST = {
  title: 'list',
  useCase: 'data.list',
  request: { bases: ['btc', 'eth'] },
  exclusiveGroup: 'list',
} as const

const lineOf = (message: object): string => JSON.stringify(message)

describe('the job runner', () => {
  test('runs a use case, tells its progress, its log and its result, and how it ended', () => {
    const { jobs, runs, seen } = open()
    const { id, command, state } = jobs.start(LIST)
    expect(command).toBe('npx followupward data --base btc,eth')
    expect(state).toBe('running')
    expect(runs[0]?.request).toEqual(LIST)
    runs[0]?.onLine(lineOf({ progress: { task: 'BTC', done: 10, total: 40, unit: 'rows' } }))
    runs[0]?.onLine('')
    runs[0]?.onLine(lineOf({ log: 'btc: 3 gaps' }))
    runs[0]?.onLine('printed by a definition')
    expect(jobs.get(id)).toMatchObject({
      tasks: [{ task: 'BTC', done: 10, total: 40, unit: 'rows' }],
      lines: ['btc: 3 gaps', 'printed by a definition'],
    })
    runs[0]?.onLine(lineOf({ progress: { task: 'BTC', done: 40, total: 40, unit: 'rows', ended: true } }))
    expect(jobs.get(id).tasks).toEqual([])
    runs[0]?.onLine(lineOf({ result: { markets: [] } }))
    runs[0]?.onEnd(0)
    expect(jobs.get(id)).toMatchObject({
      state: 'done',
      lastLine: 'printed by a definition',
      result: { markets: [] },
    })
    expect(seen.at(-1)?.data).toContain('"state":"done"')
    expect(seen.at(-1)?.data).not.toContain('"lines"')
  })

  test('tells the keys that the error of a use case names', () => {
    const { jobs, runs } = open()
    const { id } = jobs.start(LIST)
    runs[0]?.onLine(lineOf({ error: { message: 'no candles of base btc', keys: ['bases'] } }))
    runs[0]?.onEnd(1)
    expect(jobs.get(id)).toMatchObject({
      state: 'failed',
      lastLine: 'error: no candles of base btc',
      errorKeys: ['bases'],
    })
  })

  test('refuses a request that is none of its use case before anything is started', () => {
    const { jobs, runs } = open()
    expect(() => jobs.start({ ...LIST, request: { bases: 7 } })).toThrow(RequestError)
    expect(() => jobs.start({ ...LIST, request: { base: ['btc'] } })).toThrow('there is no option base')
    expect(runs).toEqual([])
    expect(jobs.list()).toEqual([])
  })

  test('refuses a second job of the same kind while the first runs', () => {
    const { jobs, runs } = open()
    jobs.start(LIST)
    expect(() => jobs.start(LIST)).toThrow(UserError)
    jobs.start({ title: 'other', useCase: 'check', request: {} })
    runs[0]?.onEnd(1)
    expect(jobs.start(LIST).state).toBe('running')
    expect(jobs.list().map(({ state }) => state)).toEqual(['running', 'running', 'failed'])
  })

  test('stops politely first, then firmly', () => {
    const { jobs, runs } = open()
    const { id } = jobs.start(LIST)
    jobs.stop(id)
    jobs.stop(id)
    jobs.stop(id)
    expect(runs[0]?.signals).toEqual(['SIGINT', 'SIGTERM', 'SIGKILL'])
    runs[0]?.onEnd(130)
    jobs.stop(id)
    expect(runs[0]?.signals).toHaveLength(3)
    expect(jobs.get(id).state).toBe('stopped')
  })

  test('masks secrets in whatever a job tells', () => {
    const { jobs, runs } = open()
    const { id } = jobs.start(LIST)
    runs[0]?.onLine('error: key k3y-of-mine was refused')
    runs[0]?.onLine('{"progress":{"task":"k3y-of-mine","done":1,"total":2,"unit":"rows"}}')
    runs[0]?.onLine(lineOf({ log: 'k3y-of-mine' }))
    runs[0]?.onLine(lineOf({ result: { key: 'k3y-of-mine' } }))
    expect(JSON.stringify(jobs.get(id))).not.toContain('k3y')
  })

  test('keeps the last lines of a job and the last jobs only', () => {
    const { jobs, runs } = open()
    const { id } = jobs.start(LIST)
    for (let line = 0; line < 1000; line++) runs[0]?.onLine(`line ${line} ${'x'.repeat(5000)}`)
    const { lines } = jobs.get(id)
    expect(lines).toHaveLength(200)
    expect(lines.at(-1)).toMatch(/^line 999 x+$/)
    expect(Math.max(...lines.map(({ length }) => length))).toBe(2000)
    runs[0]?.onEnd(0)
    for (let job = 1; job <= 50; job++) {
      jobs.start({ title: `job ${job}`, useCase: 'check', request: {} })
      runs[job]?.onEnd(0)
    }
    expect(jobs.list()).toHaveLength(30)
    expect(() => jobs.get(id)).toThrow(NotFoundError)
  })

  test('on close stops what runs and waits for it, but leaves traders alone', async () => {
    const { jobs, runs } = open()
    jobs.start(LIST)
    jobs.start({ title: 'trader', useCase: 'check', request: {}, logFile: '/tmp/trade.log' })
    expect(runs[1]?.request.logFile).toBe('/tmp/trade.log')
    let closed = false
    const closing = jobs.close().then(() => (closed = true))
    expect(runs.map(({ signals }) => signals)).toEqual([['SIGINT'], []])
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(closed).toBe(false)
    runs[0]?.onEnd(130)
    await closing
  })

  test('a job that ends before it was begun counts as failed', () => {
    const { jobs, runs } = open()
    const { id } = jobs.start(LIST)
    runs[0]?.onLine('error: spawn node ENOENT')
    runs[0]?.onEnd(undefined)
    expect(jobs.get(id)).toMatchObject({ state: 'failed', lastLine: 'error: spawn node ENOENT' })
  })
})
