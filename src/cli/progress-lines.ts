import type { Progress } from '../core/progress.js'
import type { Io } from './io.js'

/** Least ms between two lines of a task. */
const PAUSE = 250

/**
 * Progress for programs: one line of JSON on stderr for each update,
 * `{"progress":{"task","done","total","unit","remark","ended"}}`; `ended` is there on a task's last line.
 */
export function progressLines(io: Io): Progress {
  return {
    start(task, total, unit) {
      let done = 0
      let told = -Infinity
      const tell = (remark: string | undefined, more: { readonly ended?: true } = {}): void => {
        told = io.clock.now()
        io.err(`${JSON.stringify({ progress: { task, done, total, unit, remark, ...more } })}\n`)
      }
      tell(undefined)
      return {
        update: (now, remark) => {
          done = now
          if (io.clock.now() - told >= PAUSE) tell(remark)
        },
        end: (remark) => tell(remark, { ended: true }),
      }
    },
  }
}
