import { UserError, systemCodeOf } from '../../core/errors.js'
import { dashboardApp, type DashboardOptions } from './dashboard-app.js'

export interface ListenOptions extends DashboardOptions {
  /** 0 takes a free one. */
  readonly port: number
}

export interface DashboardServer {
  readonly url: string
  close(): Promise<void>
}

/** Serves the pages until it is closed. Throws UserError where the port or the address cannot be had. */
export async function startDashboard(options: ListenOptions): Promise<DashboardServer> {
  const app = await dashboardApp(options)
  const { host, port } = options
  try {
    const url = await app.listen({ host, port })
    return { url, close: () => app.close() }
  } catch (error) {
    await app.close()
    throw refusedPort(error, host, port)
  }
}

function refusedPort(error: unknown, host: string, port: number): unknown {
  const code = systemCodeOf(error)
  if (code === 'EADDRINUSE') {
    return new UserError(`port ${port} is taken by another program, perhaps a dashboard; choose another with --port`)
  }
  if (code === 'EACCES') return new UserError(`port ${port} is not for everyone; choose one above 1023 with --port`)
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
    return new UserError(`--host ${host} is no address of this machine; leave it out to serve this machine alone`)
  }
  return error
}
