import { once } from 'node:events'
import { resolve } from 'node:path'
import { dashboardSchema, parseDashboardOptions, type DashboardOptions } from '../../dashboard/dashboard-options.js'
import { isLoopback } from '../../dashboard/http/request-guard.js'
import { openDashboard } from '../../dashboard/open-dashboard.js'
import { requireRequest } from '../../config/resolve-request.js'
import { pathExists } from '../../store/files/paths.js'
import { readWorkspace } from '../../workspace/context.js'
import type { CommandModule } from '../command.js'
import type { Io } from '../io.js'
import { yellow } from '../style.js'
import { frontSchema, namingFlags } from '../request-command.js'
import { addRequestFlags, requestOf } from '../request-flags.js'

/** Keeps a token out of the list of processes. */
const TOKEN_VARIABLE = 'FOLLOWUPWARD_DASHBOARD_TOKEN'

const module: CommandModule = {
  configure(command, io) {
    addRequestFlags(command, dashboardSchema)
    command.option('--json', 'print the address as one JSON document')
    command.action(() => namingFlags(dashboardSchema, () => serve(io, command.opts())))
  },
}
export default module

/** Serves until Ctrl-C, which is this command's usual end. */
async function serve(io: Io, given: Readonly<Record<string, unknown>>): Promise<void> {
  const { json: isJson, workspace: folder, trust } = frontSchema.parse(given)
  const request = requestOf(dashboardSchema, { args: [], options: given, cwd: io.cwd })
  const token = io.env[TOKEN_VARIABLE]
  const options = parseDashboardOptions(requireRequest(dashboardSchema, { ...(token && { token }), ...request }))
  const at = resolve(io.cwd, folder ?? '.')
  // An empty folder is offered to be made a workspace, wherever it was named.
  const { directory } = await readWorkspace(at, { isRequired: !(await pathExists(at)), trust })
  const log = (line: string): void => io.err(`${line}\n`)
  const dashboard = await openDashboard(options, { directory, env: io.env, clock: io.clock, log })
  try {
    announce(io, options, dashboard.url, isJson)
    if (!io.signal.aborted) await once(io.signal, 'abort')
  } finally {
    await dashboard.close()
  }
  io.err('the dashboard is closed\n')
}

function announce(io: Io, { host, readOnly, token }: DashboardOptions, url: string, isJson: boolean): void {
  if (!isLoopback(host)) {
    io.err(
      `${yellow('warning:')} ${host} lets other machines in, unencrypted; whoever has the token can do all that you can\n`,
    )
  }
  if (isJson) return io.out(`${JSON.stringify({ url, readOnly, token: token !== undefined })}\n`)
  io.out(
    `Dashboard: ${url}${readOnly ? ', changes nothing (--read-only)' : ''}\n${token === undefined ? '' : 'Open it once as /?token=… with your token.\n'}Ctrl-C ends it.\n`,
  )
}
