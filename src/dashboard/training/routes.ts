import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { SECOND } from '../../core/time.js'
import type { TrainingCommand, TrainingOptions, TrainingRunDetail } from './api.js'
import type { DashboardContext } from '../dashboard-context.js'
import type { DashboardPage } from '../dashboard-page.js'
import { NotFoundError } from '../http/errors.js'
import { parseInput } from '../http/parse-input.js'
import { shellCommand } from '../jobs/command-text.js'
import { classifierName, trainArgs } from './train-args.js'
import { trainingFormSchema, type TrainingForm } from './training-form.js'
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
  app.get('/api/training/options', () => queries.options())
  app.get('/api/training/command', async ({ query }) =>
    describeCommand(parseInput(trainingFormSchema, query), await queries.options()),
  )
  addChanges(app, context, queries)
  watchRuns(app, context, queries)
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
  app.post('/api/training/start', ({ body }) => {
    const form = parseInput(trainingFormSchema, body)
    return jobs.start({ title: `training of ${classifierName(form)}`, args: trainArgs(form) })
  })
  app.post('/api/training/stop', async ({ body }) => {
    await queries.stop(parseInput(idSchema, body).id)
    return {}
  })
  app.post('/api/training/resume', async ({ body }) => {
    const { id } = parseInput(idSchema, body)
    const args = await queries.resumeArgs(id)
    return jobs.start({ title: `going on with ${id}`, args, exclusiveGroup: `resume ${id}` })
  })
}

function describeCommand(form: TrainingForm, { classifiers, errors }: TrainingOptions): TrainingCommand {
  const name = classifierName(form)
  const isTaken = classifiers.includes(name)
  const notes = [...errors]
  if (isTaken && !form.overwrite)
    notes.push(
      `there is a classifier ${name}: it is trained again with the same settings only, or replaced with overwrite`,
    )
  if (isTaken && form.overwrite) notes.push(`the classifier ${name} is replaced when the training is done`)
  return { command: shellCommand(trainArgs(form)), name, notes }
}

/** Ms between two looks at the logs while something runs, and while nothing does. */
const PAUSE = { busy: SECOND, idle: 3 * SECOND }

/** Looks at the logs until the server closes, and tells of what changed. */
function watchRuns(app: FastifyInstance, { events, clock }: TrainingContext, queries: TrainingQueries): void {
  const abort = new AbortController()
  let published = ''
  const look = async (): Promise<number> => {
    const runs = await queries.runs()
    const text = JSON.stringify(runs)
    if (text !== published) events.publish('training', runs)
    published = text
    return runs.runs.some(({ state }) => state === 'running' || state === 'elsewhere') ? PAUSE.busy : PAUSE.idle
  }
  const watch = async (): Promise<void> => {
    while (!abort.signal.aborted) {
      // A workspace that cannot be read for a moment says so where a page asks for it.
      const pause = await look().catch(() => PAUSE.idle)
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
