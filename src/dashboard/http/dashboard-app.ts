import { randomBytes } from 'node:crypto'
import fastify, { type FastifyInstance } from 'fastify'
import { SECOND } from '../../core/time.js'
import type { DashboardContext } from '../dashboard-context.js'
import type { DashboardPage } from '../dashboard-page.js'
import { addJobRoutes } from '../jobs/routes.js'
import { addTrustRoutes } from '../trust/routes.js'
import type { FrameInfo } from './api.js'
import { compressResponses } from './compress-responses.js'
import { sendError } from './errors.js'
import { addEventRoutes } from './event-routes.js'
import type { PageFiles } from './page-files.js'
import { addPageRoutes } from './page-routes.js'
import { refusalOf } from './request-guard.js'
import { SECURITY_HEADERS } from './security-headers.js'
import { openSession } from './session.js'
import { openTokenAttempts } from './token-attempts.js'

export interface DashboardAppOptions {
  readonly pages: readonly DashboardPage[]
  readonly context: DashboardContext
  readonly files: PageFiles
  /** The address that is listened on. */
  readonly host: string
  /** Wanted from every visitor where it is given. */
  readonly token?: string | undefined
  /** Whether nothing may be changed: every POST is refused then. */
  readonly readOnly: boolean
  readonly frame: () => FrameInfo | Promise<FrameInfo>
  /** Told of errors that nobody foresaw. */
  readonly logError: (error: unknown) => void
  /** Ms in which a request must have arrived, its body included; default 30 s. */
  readonly requestTimeout?: number
}

const REQUEST_TIMEOUT = 30 * SECOND

/** The web application without a port; tests ask it with `inject`. */
export async function createDashboardApp(options: DashboardAppOptions): Promise<FastifyInstance> {
  const { pages, context, files, frame, logError, requestTimeout = REQUEST_TIMEOUT } = options
  const pageToken = randomBytes(24).toString('base64url')
  const app = fastify({
    forceCloseConnections: true,
    bodyLimit: 1 << 20,
    requestTimeout,
    // How often the server looks for requests that take too long.
    http: { headersTimeout: requestTimeout, connectionsCheckingInterval: Math.min(requestTimeout, 5 * SECOND) },
  })
  addGuard(app, options, pageToken)
  compressResponses(app)
  app.setErrorHandler((error, _request, reply) => sendError(reply, error, logError))
  app.setNotFoundHandler((_request, reply) => void reply.code(404).send({ error: 'no such address' }))
  app.get('/api/frame', () => frame())
  app.get('/api/*', (_request, reply) => reply.code(404).send({ error: 'no such address' }))
  addEventRoutes(app, { events: context.events, release: files.release, serverId: randomBytes(8).toString('hex') })
  addJobRoutes(app, context.jobs)
  addTrustRoutes(app, context)
  for (const page of pages) await page.addRoutes(app, context)
  addPageRoutes(app, { files, pageToken, pages })
  return app
}

/** Checks every request before any route sees it, and sends the headers of safety with every answer. */
function addGuard(
  app: FastifyInstance,
  { host, token, readOnly, files, context }: DashboardAppOptions,
  pageToken: string,
): void {
  const session = openSession(
    token,
    pageToken,
    openTokenAttempts(() => context.clock.now()),
  )
  app.addHook('onRequest', async (request, reply) => {
    reply.headers(SECURITY_HEADERS).header('x-followupward-release', files.release)
    if (request.url.startsWith('/api/')) reply.header('cache-control', 'no-store')
    const refusal = refusalOf(request, { host, pageToken, readOnly })
    if (refusal) return reply.code(refusal.status).send({ error: refusal.error })
    if (!session.admit(request, reply)) return reply
    return undefined
  })
}
