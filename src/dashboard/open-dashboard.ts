import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import { messageOf, systemCodeOf } from '../core/errors.js'
import { RequestError } from '../core/request-error.js'
import { workerUrl } from '../runtime/worker-url.js'
import { readWorkspace } from '../workspace/context.js'
import { packageVersion } from '../workspace/package-version.js'
import type { Ports } from '../workspace/ports.js'
import type { DashboardContext } from './dashboard-context.js'
import type { DashboardOptions } from './dashboard-options.js'
import type { FrameInfo } from './http/api.js'
import { createDashboardApp } from './http/dashboard-app.js'
import { createEventHub } from './http/event-hub.js'
import { readPageFiles } from './http/page-files.js'
import { secretsIn } from './jobs/job-output.js'
import { createJobRunner } from './jobs/job-runner.js'
import { createSpawnJob } from './jobs/spawn-job.js'
import { pages } from './pages.js'

export interface Dashboard {
  readonly url: string
  /** Stops jobs that are not detached, and closes the server; resolves when both have ended. */
  close(): Promise<void>
}

/** What the dashboard gets from the program that opens it. */
export interface DashboardPorts extends Pick<Ports, 'clock' | 'log'> {
  /** The workspace's folder, absolute. */
  readonly directory: string
  /** The environment of the processes of jobs; its keys and tokens never reach a page. */
  readonly env: Readonly<Record<string, string | undefined>>
}

/** Serves the pages until it is closed. Throws RequestError where the port or the address cannot be had. */
export async function openDashboard(options: DashboardOptions, ports: DashboardPorts): Promise<Dashboard> {
  const context = createContext(ports)
  const { host, port, token, readOnly } = options
  const app = await createDashboardApp({
    pages,
    context,
    files: await readPageFiles(fileURLToPath(new URL('../../dist/web/dashboard', import.meta.url))),
    host,
    token,
    readOnly,
    frame: await createFrame(context, readOnly),
    logError: (error) =>
      ports.log(
        `error in the dashboard: ${error instanceof Error ? (error.stack ?? error.message) : messageOf(error)}`,
      ),
  })
  try {
    const url = await app.listen({ host, port })
    return {
      url,
      async close() {
        await context.jobs.close()
        await app.close()
      },
    }
  } catch (error) {
    await app.close()
    throw listenError(error, options)
  }
}

function createContext({ directory, env, clock }: DashboardPorts): DashboardContext {
  const events = createEventHub()
  const spawn = createSpawnJob({
    script: fileURLToPath(workerUrl(import.meta.url, '../workspace/use-case-process.js')),
    directory,
    env,
  })
  const jobs = createJobRunner({ spawn, events, clock, secrets: secretsIn(env) })
  return { directory, workspace: () => readWorkspace(directory), clock, events, jobs }
}

async function createFrame(context: DashboardContext, readOnly: boolean): Promise<() => Promise<FrameInfo>> {
  const version = await packageVersion()
  return async () => {
    const { config } = await context.workspace()
    return { version, workspace: basename(context.directory), readOnly, timeZone: config.timeZone }
  }
}

function listenError(error: unknown, { host, port }: DashboardOptions): unknown {
  const code = systemCodeOf(error)
  if (code === 'EADDRINUSE') {
    return new RequestError(`port ${port} is taken by another program, perhaps a dashboard; choose another with {port}`)
  }
  if (code === 'EACCES') return new RequestError(`port ${port} is not for everyone; choose one above 1023 with {port}`)
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
    return new RequestError(`{host} ${host} is no address of this machine; leave it out to serve this machine alone`)
  }
  return error
}
