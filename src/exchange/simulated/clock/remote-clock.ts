import { z } from 'zod'
import type { Clock } from '../../../core/clock.js'
import { followClock } from '../../../core/followed-clock.js'
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
  return state.pace === 'stepped' ? steppedClock(url, state, range) : runningClock(url, range, clock)
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

async function runningClock(url: string, range: TimeRange, machine: Clock): Promise<RemoteClock> {
  const clock = await followClock(machine, () => fetchState(url))
  return { ...clock, range, now: () => Math.min(range.to, clock.now()) }
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
