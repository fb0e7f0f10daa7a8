import { z } from 'zod'
import type { Clock } from '../../../core/clock.js'
import { UserError, messageOf } from '../../../core/errors.js'
import type { TimeRange } from '../../../core/time.js'

const stateSchema = z.object({
  time: z.number(),
  pace: z.enum(['stepped', 'running']),
  speed: z.number(),
  from: z.number(),
  to: z.number(),
})

type State = z.output<typeof stateSchema>

export interface RemoteClock extends Clock {
  readonly range: TimeRange
}

/**
 * Connects to the clock of a simulated exchange in another process. Sleeping advances a stepped clock; a running clock
 * is followed at its speed. Throws UserError where no simulated exchange answers at `url`.
 */
export async function connectRemoteClock(url: string, clock: Clock): Promise<RemoteClock> {
  const state = await fetchState(url)
  const range = { from: state.from, to: state.to }
  return state.pace === 'stepped' ? steppedClock(url, state, range) : runningClock(state, range, clock)
}

function steppedClock(url: string, state: State, range: TimeRange): RemoteClock {
  let now = state.time
  return {
    range,
    now: () => now,
    sleepUntil: async (time, signal) => {
      signal?.throwIfAborted()
      if (time > now) now = (await fetchState(url, time)).time
    },
  }
}

function runningClock(state: State, range: TimeRange, clock: Clock): RemoteClock {
  const syncedAt = clock.now()
  return {
    range,
    now: () => Math.min(range.to, Math.floor(state.time + (clock.now() - syncedAt) * state.speed)),
    sleepUntil: (time, signal) => clock.sleepUntil(syncedAt + (time - state.time) / state.speed, signal),
  }
}

/** Fetches the state of the clock; with `advance` the clock goes there first. */
async function fetchState(url: string, advance?: number): Promise<State> {
  try {
    const answer =
      advance === undefined
        ? await fetch(new URL('/simulation', url))
        : await fetch(new URL('/simulation/advance', url), { method: 'POST', body: JSON.stringify({ time: advance }) })
    return stateSchema.parse(await answer.json())
  } catch (error) {
    throw new UserError(
      `exchange.url is ${url}: no simulated exchange answers there (${messageOf(error).split('\n')[0] ?? ''}); start one with`,
      { remedy: 'exchange.serve' },
    )
  }
}
