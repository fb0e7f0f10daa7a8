import { z } from 'zod'
import { fields } from '../config/fields.js'
import { parseRequest } from '../config/resolve-request.js'
import { RequestError } from '../core/request-error.js'
import { isLoopback } from './http/request-guard.js'

/** Where the dashboard serves, and to whom. */
export const dashboardSchema = z.strictObject({
  port: z.int().min(0).max(65_535).default(8050).register(fields, { help: 'port; 0 takes a free one' }),
  host: z.string().min(1).default('127.0.0.1').register(fields, {
    help: 'address to listen on; for another one than this machine’s a token is needed',
    placeholder: 'address',
  }),
  token: z.string().optional().register(fields, {
    help: 'what every visitor has to show once, as /?token=…',
    otherwise: 'FOLLOWUPWARD_DASHBOARD_TOKEN',
  }),
  readOnly: z
    .boolean()
    .default(false)
    .register(fields, { help: 'change nothing: no job is started or stopped from the pages' }),
})
export type DashboardRequest = z.input<typeof dashboardSchema>
export type DashboardOptions = z.output<typeof dashboardSchema>

const MIN_TOKEN_LENGTH = 12

/** Throws RequestError where an option is not valid, or where the dashboard would be open to others without a token. */
export function parseDashboardOptions(request: DashboardRequest): DashboardOptions {
  const options = parseRequest(dashboardSchema, request)
  const { host, token } = options
  if (token !== undefined && !/^[\x21-\x7e]{12,}$/.test(token)) {
    throw new RequestError(
      `{token} is too short or holds blanks: at least ${MIN_TOKEN_LENGTH} letters, digits or signs are expected`,
    )
  }
  if (token === undefined && !isLoopback(host)) {
    throw new RequestError(
      `{host} ${host} lets other machines in: give a {token} of at least ${MIN_TOKEN_LENGTH} signs, which they have to show, or leave {host} out`,
    )
  }
  return options
}
