import { z } from 'zod'
import { UserError } from '../../core/errors.js'
import { isLoopback } from '../../dashboard/http/request-guard.js'
import type { Io } from '../io.js'
import { parseOptions } from '../options.js'

const optionsSchema = z.object({
  workspace: z.string().optional(),
  port: z.coerce.number('expected a number from 0 to 65535').int().min(0).max(65_535),
  host: z.string().min(1).default('127.0.0.1'),
  token: z.string().optional(),
  readOnly: z.boolean().default(false),
  json: z.boolean().default(false),
})

export type DashboardCommandOptions = z.output<typeof optionsSchema>

const SHORTEST_TOKEN = 12

/** Keeps a token out of the list of processes. */
export const TOKEN_VARIABLE = 'FOLLOWUPWARD_DASHBOARD_TOKEN'

/** Throws UserError where the dashboard would be open to others without a token. */
export function dashboardOptions(raw: unknown, env: Io['env']): DashboardCommandOptions {
  const options = withToken(parseOptions(optionsSchema, raw), env[TOKEN_VARIABLE])
  const { host, token } = options
  if (token !== undefined && !/^[\x21-\x7e]{12,}$/.test(token)) {
    throw new UserError(
      `--token is too short or holds blanks: at least ${SHORTEST_TOKEN} letters, digits or signs are expected`,
    )
  }
  if (token === undefined && !isLoopback(host)) {
    throw new UserError(
      `--host ${host} lets other machines in: give a --token of at least ${SHORTEST_TOKEN} signs, which they have to show, or leave --host out`,
    )
  }
  return options
}

function withToken(options: DashboardCommandOptions, token: string | undefined): DashboardCommandOptions {
  return options.token === undefined && token !== undefined && token !== '' ? { ...options, token } : options
}
