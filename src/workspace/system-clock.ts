import { setTimeout as sleep } from 'node:timers/promises'
import type { Clock } from '../core/clock.js'

/** The machine's own time. */
export const systemClock: Clock = {
  now: () => Date.now(),
  sleepUntil: async (time, signal) => {
    const wait = Math.max(0, time - Date.now())
    await sleep(wait, undefined, signal ? { signal } : undefined)
  },
}
