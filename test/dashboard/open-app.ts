import type { FastifyInstance } from 'fastify'
import { onTestFinished } from 'vitest'
import { systemClock } from '../../src/workspace/system-clock.js'
import { readWorkspace } from '../../src/workspace/context.js'
import type { DashboardContext } from '../../src/dashboard/dashboard-context.js'
import type { DashboardPage } from '../../src/dashboard/dashboard-page.js'
import { createDashboardApp, type DashboardAppOptions } from '../../src/dashboard/http/dashboard-app.js'
import { createEventHub, type EventHub } from '../../src/dashboard/http/event-hub.js'
import { createJobRunner, type JobRunner } from '../../src/dashboard/jobs/job-runner.js'
import type { PageFiles } from '../../src/dashboard/http/page-files.js'
import { temporaryFolder } from '../support/temporary-folder.js'
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

export interface OpenContext extends DashboardContext {
  readonly spawned: FakeSpawn
}

/** What pages of a workspace work with; its jobs are driven by the test. */
export function openContext(directory: string, clock = systemClock): OpenContext {
  const events = createEventHub()
  const spawned = fakeSpawn()
  const jobs = createJobRunner({ spawn: spawned.spawn, events, clock, secrets: ['top-secret-value'] })
  return { directory, workspace: () => readWorkspace(directory), clock, events, jobs, spawned }
}

export interface OpenApp {
  readonly app: FastifyInstance
  /** Folder of the workspace. */
  readonly folder: string
  readonly events: EventHub
  readonly jobs: JobRunner
  readonly spawned: FakeSpawn
  /** The token that the pages of this app hold. */
  readonly pageToken: string
  /** Errors that nobody foresaw. */
  readonly logged: readonly unknown[]
}

interface AppOptions extends Partial<Pick<DashboardAppOptions, 'host' | 'token' | 'readOnly' | 'requestTimeout'>> {
  /** By default of a new, empty folder. */
  readonly context?: OpenContext
}

/** An app with the given pages, on loopback unless said otherwise; it is closed when the test ends. */
export async function openApp(pages: readonly DashboardPage[] = [], options: AppOptions = {}): Promise<OpenApp> {
  const { readOnly = false, context = openContext(await temporaryFolder()), ...rest } = options
  const logged: unknown[] = []
  const app = await createDashboardApp({
    pages,
    context,
    files: fewFiles,
    host: '127.0.0.1',
    readOnly,
    frame: () => ({ version: '1.2.3', workspace: 'here', readOnly, timeZone: 'UTC' }),
    logError: (error) => void logged.push(error),
    ...rest,
  })
  onTestFinished(() => app.close())
  const headers = { host: 'localhost:8050', ...(rest.token ? { authorization: `Bearer ${rest.token}` } : {}) }
  const page = await app.inject({ url: '/', headers })
  const pageToken = /name="token" content="([^"]+)"/.exec(page.body)?.[1] ?? ''
  const { directory: folder, events, jobs, spawned } = context
  return { app, folder, events, jobs, spawned, pageToken, logged }
}
