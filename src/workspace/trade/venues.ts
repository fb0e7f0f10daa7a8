import type { WorkspaceConfig } from '../../config/schema.js'
import type { Clock } from '../../core/clock.js'
import { UserError } from '../../core/errors.js'
import { sha256 } from '../../core/hash.js'
import { SECOND, type TimeRange } from '../../core/time.js'
import { findAdapter } from '../../exchange/adapters.js'
import type { Io } from '../../cli/io.js'
import type { Venue } from './run-trade.js'
import { connectRemoteClock } from '../../exchange/simulated/clock/remote-clock.js'

/** A venue outside this process. */
export interface OutsideVenue extends Venue {
  /** The time that it replays; undefined on a real exchange. */
  readonly range: TimeRange | undefined
  /** Milliseconds after the full minute until its candles can be expected. */
  readonly settle: number
}

export interface Credentials {
  readonly apiKey: string
  readonly secret: string
}

/** Key and secret out of the environment. Throws UserError that says how to set them. */
export function credentialsOf(env: Io['env'], where: string): Credentials {
  const { FOLLOWUPWARD_API_KEY: apiKey, FOLLOWUPWARD_SECRET: secret } = env
  if (apiKey && secret) return { apiKey, secret }
  const missing = apiKey
    ? 'FOLLOWUPWARD_SECRET'
    : secret
      ? 'FOLLOWUPWARD_API_KEY'
      : 'FOLLOWUPWARD_API_KEY and FOLLOWUPWARD_SECRET'
  throw new UserError(`trading ${where} needs ${missing} in the environment; nothing was traded`)
}

/** The simulated exchange at `exchange.url`. */
export async function openSimulatedVenue(url: string, config: WorkspaceConfig, io: Io): Promise<OutsideVenue> {
  const credentials = credentialsOf(io.env, `on ${url}`)
  const clock = await connectRemoteClock(url, io.clock)
  const exchange = await findAdapter(config.exchange.id).open({ id: config.exchange.id, url, ...credentials, clock })
  const account = `simulated/${new URL(url).host}/${accountOf(credentials)}`
  return { exchange, clock, account, mode: 'paper', range: clock.range, settle: 0 }
}

/** The real exchange, with real money. */
export async function openLiveVenue(config: WorkspaceConfig, credentials: Credentials, io: Io): Promise<OutsideVenue> {
  const { id } = config.exchange
  const exchange = await findAdapter(id).open({ id, ...credentials, clock: io.clock })
  const asked = io.clock.now()
  const offset = (await exchange.fetchTime()) - Math.round((asked + io.clock.now()) / 2)
  const account = `live/${id}/${config.market}/${accountOf(credentials)}`
  return {
    exchange,
    clock: shiftedClock(io.clock, offset),
    account,
    mode: 'live',
    range: undefined,
    settle: 2 * SECOND,
  }
}

/** Positions belong to the account behind a key; the key itself never gets into the book. */
function accountOf({ apiKey }: Credentials): string {
  return sha256('account', apiKey).slice(0, 12)
}

/** The exchange's clock: the machine's, put right by what they differ. */
function shiftedClock(clock: Clock, offset: number): Clock {
  return {
    now: () => clock.now() + offset,
    sleepUntil: (time, signal) => clock.sleepUntil(time - offset, signal),
  }
}
