import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { SECOND } from '../../core/time.js'
import { parseRequest, requireRequest } from '../../config/resolve-request.js'
import { defaultClassifierName } from '../../workspace/train/plan-training.js'
import { trainSchema } from '../../workspace/train/request.js'
import { addFormRoutes } from '../forms/form-routes.js'
import type { TrainingRunDetail } from './api.js'
import type { DashboardContext } from '../dashboard-context.js'
import type { DashboardPage } from '../dashboard-page.js'
import { NotFoundError } from '../http/errors.js'
import { parseInput } from '../http/parse-input.js'
import type { RequestValues } from '../jobs/format-command.js'
import { openTrainingQueries, type TrainingQueries } from './queries.js'

const idSchema = z.object({ id: z.string().regex(/^[\w.-]{1,300}$/, 'expected the name of a run') })

const idsSchema = z.object({
  ids: z.string().regex(/^[\w.-]{1,300}(,[\w.-]{1,300}){0,9}$/, 'expected names of runs, comma separated, ten at most'),
})

/** The page of trainings. */
export const trainingPage: DashboardPage = {
  id: 'training',
  title: 'Training',
  addRoutes: (app, context) => addTrainingRoutes(app, context, openTrainingQueries(context)),
}

/** Adds the routes, and publishes the topic `training` with all runs whenever one of them moved. */
export function addTrainingRoutes(app: FastifyInstance, context: TrainingContext, queries: TrainingQueries): void {
  app.get('/api/training/runs', () => queries.runs())
  app.get('/api/training/run', ({ query }) => queries.run(parseInput(idSchema, query).id))
  app.get('/api/training/compare', ({ query }) => readCompared(queries, parseInput(idsSchema, query).ids))
  app.get('/api/training/classifiers', () => queries.classifiers())
  app.get('/api/training/options', async () => (await queries.choices()).options)
  addFormRoutes(app, context.jobs, {
    path: '/api/training/start',
    useCase: 'train',
    omit: NOT_IN_FORM,
    knowledge: async () => (await queries.choices()).form,
    title: (request) => `training of ${classifierName(request)}`,
    preview: (request) => queries.preview(requireRequest(trainSchema, request)),
    notes: (request) => queries.notes(classifierName(request), request['overwrite'] === true),
  })
  addChanges(app, context, queries)
  watchRuns(app, context, queries)
}

/** What a page may not say: other programs and other folders are for the terminal alone, and a run is gone on with by its own button. */
const NOT_IN_FORM = [
  'out',
  'resume',
  'tensorboard',
  'external',
  'externalFolder',
  'externalTimeout',
  'classes',
  'output',
  'outputName',
]

/** Name of the classifier that a request makes. */
function classifierName(request: RequestValues): string {
  const resolved = parseRequest(trainSchema, requireRequest(trainSchema, request))
  return resolved.name ?? defaultClassifierName(resolved)
}

type TrainingContext = Pick<DashboardContext, 'clock' | 'events' | 'jobs'>

/** The runs that are still there. */
async function readCompared(queries: TrainingQueries, ids: string): Promise<TrainingRunDetail[]> {
  const found: TrainingRunDetail[] = []
  for (const id of ids.split(',')) {
    const detail = await queries.run(id).catch((error: unknown) => {
      if (error instanceof NotFoundError) return undefined
      throw error
    })
    if (detail) found.push(detail)
  }
  return found
}

function addChanges(app: FastifyInstance, { jobs }: TrainingContext, queries: TrainingQueries): void {
  app.post('/api/training/stop', async ({ body }) => {
    await queries.stop(parseInput(idSchema, body).id)
    return {}
  })
  app.post('/api/training/resume', async ({ body }) => {
    const { id } = parseInput(idSchema, body)
    const request = await queries.resumeRequest(id)
    return jobs.start({ title: `resuming ${id}`, useCase: 'train', request, exclusiveGroup: `resume ${id}` })
  })
}

/** Ms between two looks at the logs while something runs, and while nothing does. */
const POLL_INTERVALS = { busy: SECOND, idle: 3 * SECOND }

/** Looks at the logs until the server closes, and tells of what changed. */
function watchRuns(app: FastifyInstance, { events, clock }: TrainingContext, queries: TrainingQueries): void {
  const abort = new AbortController()
  let published = ''
  const poll = async (): Promise<number> => {
    const runs = await queries.runs()
    const text = JSON.stringify(runs)
    if (text !== published) events.publish('training', runs)
    published = text
    return runs.runs.some(({ state }) => state === 'running' || state === 'elsewhere')
      ? POLL_INTERVALS.busy
      : POLL_INTERVALS.idle
  }
  const watch = async (): Promise<void> => {
    while (!abort.signal.aborted) {
      // A workspace that cannot be read for a moment says so where a page asks for it.
      const pause = await poll().catch(() => POLL_INTERVALS.idle)
      await clock.sleepUntil(clock.now() + pause, abort.signal).catch(() => {})
    }
  }
  app.addHook('onReady', (done) => {
    void watch()
    done()
  })
  app.addHook('onClose', (_, done) => {
    abort.abort()
    done()
  })
}
