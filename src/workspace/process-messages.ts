import { z } from 'zod'
import { profileSchema } from '../config/schema.js'
import type { Clock } from '../core/clock.js'
import type { Progress } from '../core/progress.js'

/** Asks the process of a use case for a run: the one document that it reads from its standard input. */
export const processRequestSchema = z.strictObject({
  /** A key of `useCases`. */
  useCase: z.string(),
  /** Folder of the workspace. */
  workspace: z.string(),
  request: z.record(z.string(), z.unknown()).default({}),
  /** Settings laid over the configuration of the workspace. */
  config: profileSchema.optional(),
  /** File that the result is written to, for results that are too large for a message; the message says null then. */
  resultFile: z.string().min(1).optional(),
})
export type ProcessRequest = z.input<typeof processRequestSchema>

const progressSchema = z.object({
  task: z.string(),
  done: z.number(),
  total: z.number(),
  unit: z.string(),
  remark: z.string().optional(),
  /** Set in the last message of a task. */
  ended: z.literal(true).optional(),
})

/**
 * One line of what the process writes on its standard output. A run ends with a `result`, an `error`, or with both where the result
 * is no success; one that was stopped may end with neither, and the exit code is 130.
 */
export const processMessageSchema = z.union([
  z.strictObject({ progress: progressSchema }),
  z.strictObject({ log: z.string() }),
  /** `toJson` of the use case's result. */
  z.strictObject({ result: z.unknown() }),
  /** `keys` are those of the request that are to blame; `remedy` is the use case that helps, whose name ends the message. */
  z.strictObject({
    error: z.object({ message: z.string(), remedy: z.string().optional(), keys: z.array(z.string()) }),
  }),
])
export type ProcessMessage = z.output<typeof processMessageSchema>

/** The message in a line; undefined where the line is none, such as what a definition of the user printed. */
export function parseProcessMessage(line: string): ProcessMessage | undefined {
  if (!line.startsWith('{"')) return undefined
  try {
    return processMessageSchema.safeParse(JSON.parse(line)).data
  } catch {
    return undefined
  }
}

/** Ms between two messages of a task, at least. */
const PAUSE = 250

/** Sends the progress of tasks as messages: the first and the last of a task, and a few a second between them. */
export function progressMessages(clock: Clock, send: (message: ProcessMessage) => void): Progress {
  return {
    start(task, total, unit) {
      let done = 0
      let sentAt = -Infinity
      const sendNow = (remark: string | undefined, ended?: true): void => {
        sentAt = clock.now()
        const more = { ...(remark === undefined ? {} : { remark }), ...(ended && { ended }) }
        send({ progress: { task, done, total, unit, ...more } })
      }
      sendNow(undefined)
      return {
        update: (now, remark) => {
          done = now
          if (clock.now() - sentAt >= PAUSE) sendNow(remark)
        },
        end: (remark) => sendNow(remark, true),
      }
    },
  }
}
