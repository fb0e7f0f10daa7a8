import { z } from 'zod'
import type { JobTask } from './api.js'

/** Lines that are kept of a job, the last ones. */
const KEPT_LINES = 200
const LONGEST_LINE = 2000

/** A line that a command prints on stderr where FOLLOWUPWARD_PROGRESS is json. */
const progressLine = z.object({
  progress: z.object({
    task: z.string(),
    done: z.number(),
    total: z.number(),
    unit: z.string(),
    remark: z.string().optional(),
    ended: z.boolean().optional(),
  }),
})

/** What a job printed: its last lines, and how far its tasks are. */
export interface JobOutput {
  take(line: string): void
  /** The job has ended: no task is under way any more. */
  settle(): void
  readonly lines: readonly string[]
  readonly tasks: ReadonlyMap<string, JobTask>
}

/** `secrets` are values that must never reach a page: they are masked wherever they are printed. */
export function jobOutput(secrets: readonly string[]): JobOutput {
  const lines: string[] = []
  const tasks = new Map<string, JobTask>()
  return {
    lines,
    tasks,
    settle: () => tasks.clear(),
    take(printed) {
      const line = masked(printed.slice(0, LONGEST_LINE), secrets)
      const progress = progressOf(line)
      if (!progress) {
        if (line.trim() === '') return
        lines.push(line)
        if (lines.length > KEPT_LINES) lines.shift()
      } else if (progress.ended) tasks.delete(progress.task)
      else tasks.set(progress.task, taskOf(progress))
    },
  }
}

function taskOf({ task, done, total, unit, remark }: z.output<typeof progressLine>['progress']): JobTask {
  return { task, done, total, unit, ...(remark === undefined ? {} : { remark }) }
}

function progressOf(line: string): z.output<typeof progressLine>['progress'] | undefined {
  if (!line.startsWith('{"progress":')) return undefined
  try {
    return progressLine.safeParse(JSON.parse(line)).data?.progress
  } catch {
    return undefined
  }
}

function masked(line: string, secrets: readonly string[]): string {
  return secrets.reduce((text, secret) => text.replaceAll(secret, '•••'), line)
}
