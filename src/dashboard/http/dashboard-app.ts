import { randomBytes } from 'node:crypto'
import fastify, { type FastifyInstance } from 'fastify'
import { sendError } from './answer-fault.js'
import type { FrameInfo } from './frame-api.js'
import type { DashboardPart, ServerServices } from './dashboard-part.js'
import { addEventRoutes } from './event-routes.js'
import { addJobRoutes } from '../jobs/job-routes.js'
import type { PageFiles } from './page-files.js'
import { addPageRoutes } from './page-routes.js'
import { refusalOf } from './request-guard.js'
import { SECURITY_HEADERS } from './security-headers.js'
import { openSession } from './session.js'
import { zipAnswers } from './zip-answers.js'

export interface DashboardOptions {
  readonly parts: readonly DashboardPart[]
  readonly services: ServerServices
  readonly files: PageFiles
  readonly host: string
  /** Wanted from every visitor where it is given. */
  readonly token?: string
  readonly frame: () => FrameInfo | Promise<FrameInfo>
  /** Told of errors that nobody foresaw. */
  readonly note: (error: unknown) => void
}

/** The web application without a port; tests ask it with `inject`. */
export async function dashboardApp(options: DashboardOptions): Promise<FastifyInstance> {
  const { parts, services, files, frame, note } = options
  const pageToken = randomBytes(24).toString('base64url')
  const app = fastify({ forceCloseConnections: true, bodyLimit: 1 << 20 })
  guard(app, options, pageToken)
  zipAnswers(app)
  app.setErrorHandler((error, _request, reply) => sendError(reply, error, note))
  app.setNotFoundHandler((_request, reply) => void reply.code(404).send({ error: 'no such address' }))
  app.get('/api/frame', () => frame())
  app.get('/api/*', (_request, reply) => reply.code(404).send({ error: 'no such address' }))
  addEventRoutes(app, { events: services.events, release: files.release, serverId: randomBytes(8).toString('hex') })
  addJobRoutes(app, services.jobs)
  for (const part of parts) await part.register(app, services)
  addPageRoutes(app, files, pageToken)
  return app
}

/** Checks every request before any route sees it, and sends the headers of safety with every answer. */
function guard(app: FastifyInstance, { host, token, services, files }: DashboardOptions, pageToken: string): void {
  const session = openSession(token, pageToken)
  app.addHook('onRequest', async (request, reply) => {
    reply.headers(SECURITY_HEADERS).header('x-followupward-release', files.release)
    if (request.url.startsWith('/api/')) reply.header('cache-control', 'no-store')
    const refusal = refusalOf(request, { host, pageToken, readOnly: services.readOnly })
    if (refusal) return reply.code(refusal.status).send({ error: refusal.error })
    if (!session.admit(request, reply)) return reply
    return undefined
  })
}
