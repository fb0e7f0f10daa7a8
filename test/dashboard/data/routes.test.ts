import { describe, expect, test } from 'vitest'
import { dataPage } from '../../../src/dashboard/data/routes.js'
import { startedJobs } from '../jobs/fake-spawn.js'
import { openApp } from '../open-app.js'

const OWN = { host: 'localhost' }
async function post(path: string, payload: object): Promise<{ readonly status: number; readonly jobs: unknown[] }> {
  const { app, pageToken, spawned } = await openApp([dataPage])
  const headers = { ...OWN, 'x-followupward-token': pageToken }
  const { statusCode } = await app.inject({ method: 'POST', url: `/api/data/${path}`, headers, payload })
  return { status: statusCode, jobs: startedJobs(spawned.runs) }
}

describe('the routes of the data page', () => {
  test('update the bases that are named, from where it is said', async () => {
    expect((await post('update', {})).jobs).toEqual([['data.update', {}]])
    expect((await post('update', { bases: 'btc, eth', from: '2024-01-01' })).jobs).toEqual([
      ['data.update', { bases: ['btc', 'eth'], from: '2024-01-01' }],
    ])
  })

  test('import paths as paths, never as options', async () => {
    const files = '--live\n a b.csv'
    expect((await post('import', { files, conflict: 'new', base: 'fil' })).jobs).toEqual([
      ['data.import', { files: ['--live', 'a b.csv'], conflict: 'new', base: 'fil' }],
    ])
  })

  test.each([
    ['update', { bases: '--live' }],
    ['update', { from: '--yes' }],
    ['update', { live: 'true' }],
    ['import', { files: '' }],
    ['import', { files: ' ' }],
    ['import', { files: 'a.csv', conflict: 'newest' }],
    ['import', { files: 'a.csv', base: '--live' }],
  ])('refuse %s of %j', async (path, payload) => {
    expect(await post(path, payload)).toEqual({ status: 400, jobs: [] })
  })

  test('only one of them writes at a time', async () => {
    const { app, pageToken, spawned } = await openApp([dataPage])
    const headers = { ...OWN, 'x-followupward-token': pageToken }
    const start = (path: string, payload: object) =>
      app.inject({ method: 'POST', url: `/api/data/${path}`, headers, payload })
    expect((await start('update', {})).statusCode).toBe(200)
    const second = await start('import', { files: 'a.csv' })
    expect(second.statusCode).toBe(409)
    expect(second.body).toContain('update of the data is running already')
    spawned.runs[0]?.onEnd(0)
    expect((await start('import', { files: 'a.csv' })).statusCode).toBe(200)
  })

  test('judge the blacklist at a minute', async () => {
    const { app } = await openApp([dataPage])
    const at = async (query: string) => (await app.inject({ url: `/api/data/blacklist${query}`, headers: OWN })).body
    expect(await at('')).toBe('{"at":null,"markets":[]}')
    expect(await at('?at=1700000000000')).toContain('"at":1700000000000')
    expect(await at('?at=soon')).toContain('at: expected epoch milliseconds')
    expect(await at('?at=-1')).toContain('"error"')
  })
})
