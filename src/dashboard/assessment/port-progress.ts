import type { MessagePort } from 'node:worker_threads'
import type { Progress } from '../../core/progress.js'
import type { ScoreProgress } from './score-protocol.js'

/** Ms between two messages of a task. */
const PROGRESS_INTERVAL = 200

/** Tells a port of another thread how far the work of this one is. */
export function createPortProgress(port: MessagePort): Progress {
  return {
    start: (task, total, unit) => {
      let last = 0
      const send = (done: number): void => port.postMessage({ task, done, total, unit } satisfies ScoreProgress)
      send(0)
      return {
        update: (done) => {
          const now = performance.now()
          if (now - last < PROGRESS_INTERVAL) return
          last = now
          send(done)
        },
        end: () => send(total),
      }
    },
  }
}
