import { existsSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { pages } from '../../../src/dashboard/pages.js'
import { openApp, openContext, type OpenApp } from '../open-app.js'
import { temporaryFolder } from '../../support/temporary-folder.js'

const OWN = { host: 'localhost:8050' }

/** The dashboard of a workspace that came from elsewhere, whose code leaves a mark where it runs. */
async function foreignDashboard(readOnly = false): Promise<OpenApp & { readonly wasRun: () => boolean }> {
  const folder = await temporaryFolder()
  const mark = join(folder, 'was-run')
  await writeFile(join(folder, 'followupward.yaml'), 'exchange: { id: simulated }\n')
  for (const kind of ['features', 'targets', 'nets', 'events', 'metrics']) {
    await mkdir(join(folder, kind))
    const code = `import { writeFileSync } from 'node:fs'\nwriteFileSync(${JSON.stringify(mark)}, 'x')\nexport default {}\n`
    await writeFile(join(folder, kind, 'Foreign.ts'), code)
  }
  return { ...(await openApp(pages, { context: openContext(folder), readOnly })), wasRun: () => existsSync(mark) }
}

/** Addresses that read the catalogs, and what they answer. */
const GETS = [
  ['/api/trust', 200],
  ['/api/start', 200],
  ['/api/market/overview', 200],
  ['/api/definitions/overview', 200],
  ['/api/definitions/report?kind=features&id=Foreign&bases=one', 400],
  ['/api/training/options', 200],
  ['/api/assessment/classifiers', 200],
  ['/api/trading/runs', 200],
  ['/api/data/overview', 200],
] as const

describe('a workspace that is not trusted', () => {
  test.each(GETS)('is not run by GET %s', async (url, status) => {
    const { app, wasRun, logged } = await foreignDashboard()
    const { statusCode } = await app.inject({ url, headers: OWN })
    expect([statusCode, wasRun(), logged]).toEqual([status, false, []])
  })

  test('shows what would run, and offers what the package has', async () => {
    const { app, folder } = await foreignDashboard()
    const { body } = await app.inject({ url: '/api/trust', headers: OWN })
    const files = ['features', 'targets', 'nets', 'events', 'metrics'].map((kind) => join(kind, 'Foreign.ts'))
    expect(JSON.parse(body)).toEqual({ trusted: false, folder, files })
    const overview = await app.inject({ url: '/api/definitions/overview', headers: OWN })
    expect(overview.json()).toMatchObject({ errors: [] })
    expect(overview.body).toContain('F2cond20')
  })

  test('is trusted by a POST with the token of the page alone', async () => {
    const { app, pageToken, wasRun } = await foreignDashboard()
    const post = (headers: object) => app.inject({ method: 'POST', url: '/api/trust', headers: { ...OWN, ...headers } })
    expect((await post({})).statusCode).toBe(403)
    expect((await post({ 'x-followupward-token': pageToken, origin: 'http://localhost:9' })).statusCode).toBe(403)
    expect((await app.inject({ url: '/api/trust', headers: OWN })).json()).toMatchObject({ trusted: false })
    expect((await post({ 'x-followupward-token': pageToken })).json()).toMatchObject({ trusted: true })
    await app.inject({ url: '/api/definitions/overview', headers: OWN })
    expect(wasRun()).toBe(true)
  })

  test('stays as it is where nothing may be changed', async () => {
    const { app, pageToken } = await foreignDashboard(true)
    const headers = { ...OWN, 'x-followupward-token': pageToken }
    expect((await app.inject({ method: 'POST', url: '/api/trust', headers })).statusCode).toBe(403)
    expect((await app.inject({ url: '/api/trust', headers })).json()).toMatchObject({ trusted: false })
  })
})
