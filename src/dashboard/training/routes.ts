import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { SECOND } from '../../core/time.js'
import type { TrainingCommand, TrainingOptions, TrainingRunDetail } from './api.js'
import type { DashboardPart, ServerServices } from '../http/dashboard-part.js'
import { NotFoundError } from '../http/not-there.js'
import { parseInput } from '../http/parse-input.js'
import { shellWords } from '../http/shell-words.js'
import { classifierName, trainArgs } from './train-args.js'
import { trainingFormSchema, type TrainingForm } from './training-form.js'
import type { TrainingSource } from './training-source.js'

const idSchema = z.object({ id: z.string().regex(/^[\w.-]{1,300}$/, 'expected the name of a run') })

const idsSchema = z.object({
  ids: z.string().regex(/^[\w.-]{1,300}(,[\w.-]{1,300}){0,9}$/, 'expected names of runs, comma separated, ten at most'),
})

/** Routes of the training page, and the topic `training` with all runs whenever one of them moved. */
export function trainingPart(source: TrainingSource): DashboardPart {
  return {
    id: 'training',
    register(app, services) {
      app.get('/api/training/runs', () => source.runs())
      app.get('/api/training/run', ({ query }) => source.run(parseInput(idSchema, query).id))
      app.get('/api/training/compare', ({ query }) => compared(source, parseInput(idsSchema, query).ids))
      app.get('/api/training/classifiers', () => source.classifiers())
      app.get('/api/training/options', () => source.options())
      app.get('/api/training/command', async ({ query }) =>
        commandOf(parseInput(trainingFormSchema, query), await source.options()),
      )
      addChanges(app, source, services)
      watchRuns(app, source, services)
    },
  }
}

/** The runs that are still there. */
async function compared(source: TrainingSource, ids: string): Promise<TrainingRunDetail[]> {
  const found: TrainingRunDetail[] = []
  for (const id of ids.split(',')) {
    const detail = await source.run(id).catch((error: unknown) => {
      if (error instanceof NotFoundError) return undefined
      throw error
    })
    if (detail) found.push(detail)
  }
  return found
}

function addChanges(app: FastifyInstance, source: TrainingSource, { jobs }: ServerServices): void {
  app.post('/api/training/start', ({ body }) => {
    const form = parseInput(trainingFormSchema, body)
    return jobs.start({ title: `training of ${classifierName(form)}`, args: trainArgs(form) })
  })
  app.post('/api/training/stop', async ({ body }) => {
    await source.stop(parseInput(idSchema, body).id)
    return {}
  })
  app.post('/api/training/resume', async ({ body }) => {
    const { id } = parseInput(idSchema, body)
    const args = await source.resumeArgs(id)
    return jobs.start({ title: `going on with ${id}`, args, only: `resume ${id}` })
  })
}

function commandOf(form: TrainingForm, { classifiers, errors }: TrainingOptions): TrainingCommand {
  const name = classifierName(form)
  const isTaken = classifiers.includes(name)
  const notes = [...errors]
  if (isTaken && !form.overwrite)
    notes.push(
      `there is a classifier ${name}: it is trained again with the same settings only, or replaced with overwrite`,
    )
  if (isTaken && form.overwrite) notes.push(`the classifier ${name} is replaced when the training is done`)
  return { command: shellWords(['npx', 'followupward', ...trainArgs(form)]), name, notes }
}

/** Ms between two looks at the logs while something runs, and while nothing does. */
const PACE = { busy: SECOND, idle: 3 * SECOND }

/** Looks at the logs until the server closes, and tells of what changed. */
function watchRuns(app: FastifyInstance, source: TrainingSource, { events, clock }: ServerServices): void {
  const abort = new AbortController()
  let told = ''
  const look = async (): Promise<number> => {
    const runs = await source.runs()
    const text = JSON.stringify(runs)
    if (text !== told) events.publish('training', runs)
    told = text
    return runs.runs.some(({ state }) => state === 'running' || state === 'elsewhere') ? PACE.busy : PACE.idle
  }
  const watch = async (): Promise<void> => {
    while (!abort.signal.aborted) {
      // A workspace that cannot be read for a moment says so where a page asks for it.
      const pace = await look().catch(() => PACE.idle)
      await clock.sleepUntil(clock.now() + pace, abort.signal).catch(() => {})
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
