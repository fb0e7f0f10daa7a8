import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { useCases, type UseCaseName } from '../../workspace/use-cases.js'
import { parseInput } from '../http/parse-input.js'
import { formatCommand, type RequestValues } from '../jobs/format-command.js'
import type { JobRequest, JobRunner } from '../jobs/job-runner.js'
import type { FormResponse, FormCommand, FormPreview } from './api.js'
import { describeForm, parseForm, type FormKnowledge, type FormScope } from './form.js'

/** A form by which a page starts a use case. */
export interface FormRoute extends FormScope, Pick<JobRequest, 'exclusiveGroup' | 'logFile'> {
  /** `/api/training/start` */
  readonly path: string
  readonly useCase: UseCaseName
  readonly knowledge?: () => Promise<FormKnowledge>
  /** Title of the job. */
  readonly title: (request: RequestValues) => string
  /** What to know before the request is run. */
  readonly notes?: (request: RequestValues) => Promise<readonly string[]>
  /** What it would come to, as far as that is cheap to know. */
  readonly preview?: (request: RequestValues) => Promise<FormPreview>
}

const textsSchema = z.record(z.string().max(60), z.string().max(50_000))

/** Adds GET `<path>/form`, `<path>/command` and, where there is one, `<path>/preview`, and POST `<path>`, which starts the job. */
export function addFormRoutes(app: FastifyInstance, jobs: JobRunner, route: FormRoute): void {
  const { path, useCase, knowledge, title, notes, preview, exclusiveGroup, logFile } = route
  const { schema } = useCases[useCase]
  const requestOf = (texts: unknown): RequestValues => parseForm(schema, route, parseInput(textsSchema, texts))
  app.get(`${path}/form`, async (): Promise<FormResponse> => ({
    fields: describeForm(schema, route, await knowledge?.()),
  }))
  app.get(`${path}/command`, async ({ query }): Promise<FormCommand> => {
    const request = requestOf(query)
    return { command: formatCommand(useCase, request), notes: (await notes?.(request)) ?? [] }
  })
  if (preview) app.get(`${path}/preview`, ({ query }) => preview(requestOf(query)))
  app.post(path, ({ body }) => {
    const request = requestOf(body)
    const options = {
      ...(exclusiveGroup !== undefined && { exclusiveGroup }),
      ...(logFile !== undefined && { logFile }),
    }
    return jobs.start({ title: title(request), useCase, request, ...options })
  })
}
