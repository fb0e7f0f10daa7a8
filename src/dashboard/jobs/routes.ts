import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { JobRunner } from './job-runner.js'
import { parseInput } from '../http/parse-input.js'

const params = z.object({ id: z.string().max(60) })

/** `GET /api/jobs`, `GET /api/jobs/:id`, `POST /api/jobs/:id/stop`. Jobs are started by the routes of the parts. */
export function addJobRoutes(app: FastifyInstance, jobs: JobRunner): void {
  app.get('/api/jobs', () => jobs.list())
  app.get('/api/jobs/:id', (request) => jobs.get(parseInput(params, request.params).id))
  app.post('/api/jobs/:id/stop', (request) => jobs.stop(parseInput(params, request.params).id))
}
