import type { RunMode } from '../../bookkeeping/records.js'
import type { WorkspaceConfig } from '../../config/schema.js'
import type { Clock } from '../../core/clock.js'
import { UserError } from '../../core/errors.js'
import { followClock } from '../../core/followed-clock.js'
import { keyedDigest, sha256 } from '../../core/hash.js'
import { isLoopbackUrl } from '../../core/is-loopback-url.js'
import { SECOND, type TimeRange } from '../../core/time.js'
import { findAdapter } from '../../exchange/adapters.js'
import type { WorkspaceContext } from '../context.js'
import type { Venue } from './run-trade.js'
import type { CredentialNeed, Credentials } from './credentials.js'
import type { TradeHooks } from './trade-session.js'
import { connectRemoteClock } from '../../exchange/simulated/clock/remote-clock.js'

/** A venue outside this process. */
export interface TradingVenue extends Omit<Venue, 'account'> {
  readonly mode: Exclude<RunMode, 'replay'>
  /** What is one and the same for all traders on one account of the exchange, whatever the books call it; it tells no key. */
  readonly identity: string
  /** The time that it replays; undefined on a real exchange. */
  readonly range: TimeRange | undefined
  /** Milliseconds after the full minute until its candles can be expected. */
  readonly candleDelay: number
}

export type OpenVenue = () => Promise<TradingVenue>

/** Key and secret of the caller. Throws UserError where it has none. */
export async function resolveCredentials({ credentials }: TradeHooks, need: CredentialNeed): Promise<Credentials> {
  if (typeof credentials === 'function') return credentials(need)
  if (credentials) return credentials
  throw new UserError(
    `trading ${need.where} needs the API key and secret of an account (credentials); nothing was traded`,
  )
}

/** The simulated exchange at `exchange.url`. */
export async function openTestnetVenue(
  url: string,
  hooks: TradeHooks,
  context: WorkspaceContext,
): Promise<TradingVenue> {
  const { id } = context.workspace.config.exchange
  const credentials = await resolveCredentials(hooks, { mode: 'testnet', where: `on ${url}` })
  const clock = await connectRemoteClock(url, context.clock)
  const exchange = await findAdapter(id).open({ id, url, ...credentials, clock })
  const identity = sha256('testnet', id, normalizeUrl(url))
  return { exchange, clock, mode: 'testnet', identity, range: clock.range, candleDelay: 0 }
}

/** The real exchange, with real money. */
export async function openLiveVenue(
  config: WorkspaceConfig,
  credentials: Credentials,
  clock: Clock,
): Promise<TradingVenue> {
  const { id } = config.exchange
  const exchange = await findAdapter(id).open({ id, ...credentials, clock })
  const followed = await followClock(clock, async () => ({ time: await exchange.fetchTime(), speed: 1 }))
  return {
    exchange,
    clock: followed,
    mode: 'live',
    identity: keyedDigest(credentials.secret, `live ${id} ${credentials.apiKey}`),
    range: undefined,
    candleDelay: 2 * SECOND,
  }
}

/** One address for all ways to write that of a server on this machine. */
function normalizeUrl(text: string): string {
  const url = new URL(text)
  if (isLoopbackUrl(url)) url.hostname = 'localhost'
  return url.origin
}
