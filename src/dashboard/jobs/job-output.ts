import { withRemedy } from '../../core/errors.js'
import { parseProcessMessage, type ProcessMessage } from '../../workspace/process-messages.js'
import type { JobTask } from './api.js'
import { formatUsage } from './format-command.js'

/** Lines that are kept of a job, the last ones. */
const MAX_LINES = 200
const MAX_LINE_LENGTH = 2000
/** Characters of a result that pages are sent. */
const MAX_RESULT_LENGTH = 100_000

/** What a job told so far. */
export interface JobOutput {
  /** Takes one line of what its process writes. */
  readonly addLine: (line: string) => void
  /** Ends all tasks: the job has ended. */
  readonly endTasks: () => void
  readonly lines: readonly string[]
  readonly tasks: ReadonlyMap<string, JobTask>
  readonly result: () => unknown
  /** Keys of the request that its error names. */
  readonly errorKeys: () => readonly string[]
}

/** `secrets` are values that must never reach a page: they are masked wherever they are told. */
export function createJobOutput(secrets: readonly string[]): JobOutput {
  const lines: string[] = []
  const tasks = new Map<string, JobTask>()
  let result: unknown
  let errorKeys: readonly string[] = []
  const log = (text: string): void => {
    if (text.trim() === '') return
    lines.push(text.slice(0, MAX_LINE_LENGTH))
    if (lines.length > MAX_LINES) lines.shift()
  }
  const takeMessage = (message: ProcessMessage, length: number): void => {
    if ('progress' in message) setTask(tasks, message.progress)
    else if ('log' in message) message.log.split('\n').forEach(log)
    else if ('error' in message) {
      errorKeys = message.error.keys
      log(`error: ${withRemedy(message.error.message, message.error.remedy, formatUsage)}`)
    } else if (length <= MAX_RESULT_LENGTH) result = message.result
  }
  return {
    lines,
    tasks,
    result: () => result,
    errorKeys: () => errorKeys,
    endTasks: () => tasks.clear(),
    addLine(written) {
      const line = mask(written, secrets)
      const message = parseProcessMessage(line)
      // What is no message was printed by a definition of the user.
      if (message) takeMessage(message, line.length)
      else log(line)
    },
  }
}

function setTask(
  tasks: Map<string, JobTask>,
  { ended, remark, ...task }: Extract<ProcessMessage, { progress: unknown }>['progress'],
): void {
  if (ended) tasks.delete(task.task)
  else tasks.set(task.task, { ...task, ...(remark === undefined ? {} : { remark }) })
}

function mask(line: string, secrets: readonly string[]): string {
  return secrets.reduce((text, secret) => text.replaceAll(secret, '•••').replaceAll(escaped(secret), '•••'), line)
}

/** A text as it stands inside a text of JSON. */
function escaped(text: string): string {
  return JSON.stringify(text).slice(1, -1)
}

/** Values of the environment that must never reach a page. */
export function secretsIn(env: Readonly<Record<string, string | undefined>>): string[] {
  return Object.entries(env).flatMap(([name, value]) =>
    value !== undefined && value.length >= 6 && /(KEY|SECRET|TOKEN|PASSWORD|PASSPHRASE)/.test(name) ? [value] : [],
  )
}
