import { createRng, type Rng, hash32 } from '../../core/rng.js'
import { createMarketEvents } from './market-events.js'

/** What happens in one minute. */
export interface MinuteMove {
  /** Log return of the minute. */
  readonly logReturn: number
  /** Standard deviation of its noise. */
  readonly volatility: number
  /** Factor on the usual volume. */
  readonly activity: number
}

interface Regime {
  /** Log return a day. */
  readonly drift: number
  /** Factor on the volatility. */
  readonly turmoil: number
}

const REGIMES: readonly Regime[] = [
  { drift: 0, turmoil: 0.8 },
  { drift: 0.012, turmoil: 1 },
  { drift: -0.014, turmoil: 1.3 },
]
const MINUTES_A_DAY = 1440
/** Mean length of a regime in minutes. */
const REGIME_MINUTES = 3 * MINUTES_A_DAY

/** Volatility a minute in the long run, and how it clusters: a GARCH(1,1) whose shares add up to less than one. */
const LONG_RUN = 0.0005
const SHOCK_SHARE = 0.06
const MEMORY_SHARE = 0.92
/** Highest volatility, as a multiple of the long run. */
const MAX_TURMOIL = 4
/** Share of the noise that all bases of a seed have in common. */
const COMMON = 0.5
/** Pull of the price back to where it began, so that long simulations stay in sight of it. */
const PULL = 1 / (60 * MINUTES_A_DAY)

/**
 * The log returns of a simulated market, minute by minute: a drift that changes with regimes, noise with clustered
 * volatility, part of it common to all bases, and events that begin with a burst of volume (see `createMarketEvents`: these
 * are what can be learnt from past candles). Every call gives the next minute.
 */
export function createPriceProcess(seed: number, base: string): (minute: number) => MinuteMove {
  const common = createRng(seed, 1)
  const specific = createRng(seed, 2, hashBase(base))
  const nextRegime = createRegimes(createRng(seed, 3))
  const nextEvent = createMarketEvents(createRng(seed, 4, hashBase(base)))
  let variance = LONG_RUN ** 2
  let level = 0
  return (minute) => {
    const { drift, turmoil } = nextRegime()
    const event = nextEvent()
    const volatility = Math.sqrt(variance) * turmoil
    const noise = volatility * (Math.sqrt(COMMON) * common.normal() + Math.sqrt(1 - COMMON) * specific.normal())
    const logReturn = drift / MINUTES_A_DAY + event.drift + noise - PULL * level
    level += logReturn
    const shock = Math.min(noise ** 2, (MAX_TURMOIL * LONG_RUN) ** 2)
    variance = (1 - SHOCK_SHARE - MEMORY_SHARE) * LONG_RUN ** 2 + SHOCK_SHARE * shock + MEMORY_SHARE * variance
    return { logReturn, volatility, activity: event.activity * activityAt(minute) * (volatility / LONG_RUN) }
  }
}

/** Regimes that each last a random time. Every call gives that of the next minute. */
function createRegimes(rng: Rng): () => Regime {
  let index = rng.below(REGIMES.length)
  return () => {
    if (rng.float() < 1 / REGIME_MINUTES) index = (index + 1 + rng.below(REGIMES.length - 1)) % REGIMES.length
    return REGIMES[index] ?? { drift: 0, turmoil: 1 }
  }
}

/** Factor on the usual volume: more is traded in the afternoon, UTC. */
function activityAt(minute: number): number {
  return 1 - 0.35 * Math.cos((2 * Math.PI * ((minute % MINUTES_A_DAY) - 180)) / MINUTES_A_DAY)
}

/** A base's name as a number, for the seed of its random streams. */
export function hashBase(base: string): number {
  return hash32(...Buffer.from(base))
}
