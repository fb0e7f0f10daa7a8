import type { Rng } from '../../core/rng.js'

/** What an event adds to one minute. */
export interface EventMinute {
  /** Log return. */
  readonly drift: number
  /** Factor on the usual volume. */
  readonly activity: number
}

/** A stretch of minutes with a steady drift and a volume that fades from `activity` to `activityEnd`. */
interface Phase {
  readonly minutes: number
  readonly move: number
  readonly activity: number
  readonly activityEnd: number
}

/** Mean minutes of quiet between two events. */
const QUIET_MINUTES = 150
const NOTHING: EventMinute = { drift: 0, activity: 1 }

/**
 * Events, each announced by a burst of volume in its first minutes. Most of them run on in the direction in which they
 * began and then give a part back; some turn after a few minutes; some move nothing. So volume and slope of the last
 * minutes say something about the next half hour, and never everything. Every call gives the next minute.
 */
export function createMarketEvents(rng: Rng): () => EventMinute {
  let phases: Phase[] = []
  let minute = 0
  return () => {
    if (phases.length === 0 && rng.float() < 1 / QUIET_MINUTES) phases = createEvent(rng)
    const [phase] = phases
    if (!phase) return NOTHING
    const done = minute / phase.minutes
    const activity = phase.activity * (1 - done) + phase.activityEnd * done
    minute++
    if (minute >= phase.minutes) {
      phases = phases.slice(1)
      minute = 0
    }
    return { drift: phase.move / phase.minutes, activity }
  }
}

function createEvent(rng: Rng): Phase[] {
  const direction = rng.float() < 0.5 ? 1 : -1
  const kind = rng.float()
  if (kind < 0.65) return createRun(rng, direction)
  return kind < 0.85 ? createTurn(rng, direction) : [createBurst(rng, 0, 5)]
}

/** An event that goes on in its direction and then gives back a part. */
function createRun(rng: Rng, direction: number): Phase[] {
  const minutes = 22 + rng.below(16)
  const move = direction * (0.014 + 0.012 * rng.float())
  const head = move * (5 / minutes)
  return [
    createBurst(rng, head, 5),
    { minutes: minutes - 5, move: move - head, activity: 3.5, activityEnd: 1.5 },
    { minutes: 20 + rng.below(20), move: -move * (0.2 + 0.2 * rng.float()), activity: 1.2, activityEnd: 1 },
  ]
}

/** An event that begins like a run and turns. */
function createTurn(rng: Rng, direction: number): Phase[] {
  const move = direction * (0.003 + 0.002 * rng.float())
  return [
    createBurst(rng, move, 6),
    { minutes: 15 + rng.below(10), move: -move * (1 + rng.float()), activity: 2, activityEnd: 1 },
  ]
}

function createBurst(rng: Rng, move: number, minutes: number): Phase {
  const activity = 5 + 3 * rng.float()
  return { minutes, move, activity, activityEnd: activity * 0.8 }
}
