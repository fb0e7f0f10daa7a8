import { z } from 'zod'
import type { Clock } from '../../core/clock.js'
import { UserError, messageOf } from '../../core/errors.js'
import type { TimeRange } from '../../core/time.js'

const stateSchema = z.object({
  time: z.number(),
  pace: z.enum(['stepped', 'running']),
  speed: z.number(),
  from: z.number(),
  to: z.number(),
})
type State = z.output<typeof stateSchema>

export interface RemoteClock extends Clock {
  readonly pace: 'stepped' | 'running'
  /** What the exchange replays; its clock stands still at the end. */
  readonly range: TimeRange
}

/**
 * The clock of a simulated exchange in another process. A stepped one is advanced by sleeping on it; the time of a running
 * one is reckoned from the machine's and the exchange's speed. Throws UserError where no simulated exchange answers.
 */
export async function openRemoteClock(url: string, machine: Clock): Promise<RemoteClock> {
  const start = await ask(url, '/simulation')
  const { pace, speed } = start
  const range = { from: start.from, to: start.to }
  if (pace === 'running') {
    const began = machine.now()
    return {
      pace,
      range,
      now: () => Math.min(start.to, Math.floor(start.time + (machine.now() - began) * speed)),
      sleepUntil: (time, signal) => machine.sleepUntil(began + (time - start.time) / speed, signal),
    }
  }
  let now = start.time
  return {
    pace,
    range,
    now: () => now,
    sleepUntil: async (time, signal) => {
      signal?.throwIfAborted()
      if (time > now) now = (await ask(url, '/simulation/advance', { time })).time
    },
  }
}

async function ask(url: string, path: string, body?: unknown): Promise<State> {
  try {
    const request = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }
    const response = await fetch(new URL(path, url), request)
    return stateSchema.parse(await response.json())
  } catch (error) {
    throw new UserError(
      `no simulated exchange answers at ${url} (${messageOf(error).split('\n')[0] ?? ''}); start one with: followupward exchange`,
    )
  }
}
