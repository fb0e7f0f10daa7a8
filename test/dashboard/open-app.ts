import type { FastifyInstance } from 'fastify'
import { onTestFinished } from 'vitest'
import { systemClock } from '../../src/workspace/system-clock.js'
import { dashboardApp, type DashboardOptions } from '../../src/dashboard/http/dashboard-app.js'
import type { DashboardPart } from '../../src/dashboard/http/dashboard-part.js'
import { createEventHub, type EventHub } from '../../src/dashboard/http/event-hub.js'
import { createJobRunner, type JobRunner } from '../../src/dashboard/jobs/job-runner.js'
import type { PageFiles } from '../../src/dashboard/http/page-files.js'
import { fakeSpawn, type FakeSpawn } from './jobs/fake-spawn.js'

export const fewFiles: PageFiles = {
  script: 'main-ABCDEFGH.js',
  style: 'main-ABCDEFGH.css',
  needed: ['parts/chunk-ABCDEFGH.js'],
  release: 'release-of-test',
  files: new Map(
    ['main-ABCDEFGH.js', 'icon.svg'].map((name) => {
      return [name, { type: 'text/javascript', plain: Buffer.from('let a'), zipped: Buffer.from('zipped') }] as const
    }),
  ),
}

export interface OpenApp {
  readonly app: FastifyInstance
  readonly events: EventHub
  readonly jobs: JobRunner
  readonly spawned: FakeSpawn
  /** The token that the pages of this app hold. */
  readonly pageToken: string
  /** Faults that nobody foresaw. */
  readonly noted: readonly unknown[]
}

/** An app with the given parts, on loopback unless said otherwise; it is closed when the test ends. */
export async function openApp(
  parts: readonly DashboardPart[] = [],
  more: Partial<Pick<DashboardOptions, 'host' | 'token'>> & { readonly readOnly?: boolean } = {},
): Promise<OpenApp> {
  const { readOnly = false, ...rest } = more
  const events = createEventHub()
  const spawned = fakeSpawn()
  const jobs = createJobRunner({ spawn: spawned.spawn, events, clock: systemClock, secrets: ['top-secret-value'] })
  const noted: unknown[] = []
  const app = await dashboardApp({
    parts,
    services: { events, jobs, clock: systemClock, readOnly },
    files: fewFiles,
    host: '127.0.0.1',
    frame: () => ({ version: '1.2.3', workspace: 'here', readOnly, timeZone: 'UTC' }),
    note: (error) => void noted.push(error),
    ...rest,
  })
  onTestFinished(() => app.close())
  const headers = { host: 'localhost:8050', ...(rest.token ? { authorization: `Bearer ${rest.token}` } : {}) }
  const page = await app.inject({ url: '/', headers })
  const pageToken = /name="token" content="([^"]+)"/.exec(page.body)?.[1] ?? ''
  return { app, events, jobs, spawned, pageToken, noted }
}
