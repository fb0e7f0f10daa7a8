import { once } from 'node:events'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import { messageOf } from '../core/errors.js'
import { workerUrl } from '../runtime/worker-url.js'
import type { FrameInfo } from './http/frame-api.js'
import type { ServerServices } from './http/dashboard-part.js'
import { startDashboard, type DashboardServer } from './http/dashboard-server.js'
import { createEventHub } from './http/event-hub.js'
import { createJobRunner } from './jobs/job-runner.js'
import { readPageFiles } from './http/page-files.js'
import { isLoopback } from './http/request-guard.js'
import { spawnCommands } from './jobs/spawn-job.js'
import type { Io } from '../cli/io.js'
import { packageVersion } from '../workspace/package-version.js'
import { openWorkspace } from '../workspace/workspace.js'
import { dashboardContext, type DashboardContext } from './dashboard-context.js'
import type { DashboardCommandOptions } from '../cli/dashboard/dashboard-options.js'
import { dashboardParts } from './parts.js'
import { secretsOf } from './secrets-of.js'

/** Serves until Ctrl-C, which is this command's usual end. */
export async function serveDashboard(io: Io, options: DashboardCommandOptions): Promise<void> {
  const { directory } = await openWorkspace(io, options.workspace)
  const context = dashboardContext(io, directory)
  const services = servicesOf(context, options.readOnly)
  const server = await startDashboard({
    parts: dashboardParts(context),
    services,
    files: await readPageFiles(fileURLToPath(new URL('../../dist/web/dashboard', import.meta.url))),
    host: options.host,
    port: options.port,
    ...(options.token === undefined ? {} : { token: options.token }),
    frame: await frameOf(context, options.readOnly),
    note: (error) => io.err(`error in the dashboard: ${error instanceof Error ? error.stack : messageOf(error)}\n`),
  })
  try {
    announce(io, options, server)
    if (!io.signal.aborted) await once(io.signal, 'abort')
  } finally {
    await services.jobs.close()
    await server.close()
  }
  io.err('the dashboard is closed\n')
}

function servicesOf({ io, directory }: DashboardContext, readOnly: boolean): ServerServices {
  const events = createEventHub()
  const script = fileURLToPath(workerUrl(import.meta.url, '../cli/main.js'))
  const spawn = spawnCommands({ script, directory, env: io.env })
  const jobs = createJobRunner({ spawn, events, clock: io.clock, secrets: secretsOf(io.env) })
  return { events, jobs, clock: io.clock, readOnly }
}

async function frameOf(context: DashboardContext, readOnly: boolean): Promise<() => Promise<FrameInfo>> {
  const version = await packageVersion()
  return async () => {
    const { config } = await context.workspace()
    return { version, workspace: basename(context.directory), readOnly, timeZone: config.timeZone }
  }
}

function announce(io: Io, { host, json, readOnly, token }: DashboardCommandOptions, { url }: DashboardServer): void {
  if (!isLoopback(host)) {
    io.err(`warning: ${host} lets other machines in, unencrypted; whoever has the token can do all that you can\n`)
  }
  if (json) return io.out(`${JSON.stringify({ url, readOnly, token: token !== undefined })}\n`)
  io.out(
    `Dashboard: ${url}${readOnly ? ', changes nothing (--read-only)' : ''}\n${token === undefined ? '' : 'Open it once as /?token=… with your token.\n'}Ctrl-C ends it.\n`,
  )
}
