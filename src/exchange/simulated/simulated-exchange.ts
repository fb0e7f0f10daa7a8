import fastify, { type FastifyInstance } from 'fastify'
import type { Candles } from '../../core/candles.js'
import type { Clock } from '../../core/clock.js'
import { Decimal } from '../../core/decimal.js'
import { UserError, systemCodeOf } from '../../core/errors.js'
import { rangeOf } from '../../core/grid.js'
import { sha256 } from '../../core/hash.js'
import { RequestError } from '../../core/request-error.js'
import type { TimeRange } from '../../core/time.js'
import { createServerClock, type ServerClock, type Pace } from './clock/server-clock.js'
import { openFeeCoin, type FillRules, type OrderEvent } from './engine/fill-rules.js'
import type { CandleDistortion } from './engine/kline.js'
import { repeatOrders, type EarlierTrading } from './engine/repeat-orders.js'
import { openMatchingEngine } from './engine/matching-engine.js'
import { openSimulatedAccount } from './engine/simulated-account.js'
import { openSimulatedMarket, type SimulatedMarket } from './engine/simulated-market.js'
import type { SymbolFilters } from './engine/symbol-filters.js'
import { BinanceError } from './rest/binance-error.js'
import type { Credentials } from './rest/check-signature.js'
import { addControlRoutes } from './rest/control-routes.js'
import type { DisturbRequest } from './rest/disturbance.js'
import { checkSource } from './rest/request-source.js'
import type { RestContext } from './rest/rest-route.js'
import { restRoutes, sendError, serveRoute } from './rest/serve-route.js'
import { openScenarios, type ScenarioEvent, type ScenarioChoice } from './scenarios/open-scenarios.js'
import type { ScenarioHooks } from './scenarios/scenario.js'
import { openStreamHub } from './streams/stream-hub.js'
import { addWebSockets, type SocketServices } from './streams/web-sockets.js'

export interface SimulatedExchangeOptions {
  /** The candles to replay, by unified symbol such as `BTC/USDT`. */
  readonly candles: ReadonlyMap<string, Candles>
  /** The balances of the account at the start, as decimal text by asset: `{USDT: '10000'}`. */
  readonly balances: Readonly<Record<string, string>>
  /** The time of the replay, where the clock starts; default: the time that the candles of all markets cover. */
  readonly range?: TimeRange
  /** Default: stepped. */
  readonly pace?: Pace
  readonly makerFee?: string
  readonly takerFee?: string
  /** The largest share of each candle's volume that fills take together, 0 … 1; default 0.1. */
  readonly volumeShare?: string
  /**
   * The coin that fees are taken from while there is enough of it, and the share of the fees that is waived: `{asset:
   * 'BNB', discount: '0.25'}`.
   */
  readonly feeCoin?: { readonly asset: string; readonly discount: string }
  /** Ticks from the last price to the best bid, and to the best ask; default 1. */
  readonly spreadTicks?: number
  /** Filters by unified symbol that replace those derived from the candles. */
  readonly filters?: ReadonlyMap<string, Partial<SymbolFilters>>
  /** Decides the events of the scenarios, and the key and the secret, which open this simulated account only. */
  readonly seed?: number
  /**
   * Ids of orders, order lists and fills begin after this number; default 0. An exchange that is started again takes another one, so
   * that no client mistakes a new fill for one that it knows.
   */
  readonly idOffset?: number
  /**
   * What happened before it is started again; then its clock stands where that ends. Only a stepped exchange can be rebuilt. Throws
   * RebuildError where candles or rules are not those of then.
   */
  readonly earlier?: EarlierTrading
  /** The default 0 selects a free port. */
  readonly port?: number
  readonly disturb?: DisturbRequest
  /** The scenarios of the catalog that disturb the clients; default: none. */
  readonly scenarios?: readonly ScenarioChoice[]
  /** Is called with every event that a scenario causes. */
  readonly onScenarioEvent?: (event: ScenarioEvent) => void
}

export interface SimulatedExchange {
  /** The address `http://127.0.0.1:PORT`. */
  readonly url: string
  readonly apiKey: string
  readonly secret: string
  readonly control: SimulationControl
  close(): Promise<void>
}

/** The control of the process that runs the exchange. */
export interface SimulationControl {
  /**
   * The exchange's time. Sleeping advances a stepped exchange, so that a trading loop with this clock drives the
   * replay.
   */
  readonly clock: Clock
  readonly range: TimeRange
  now(): number
  /** Advances a stepped exchange to `time`, at most to the end of the replay. */
  advanceTo(time: number): void
  /** Advances a stepped exchange by so many milliseconds. */
  step(milliseconds: number): void
}

/**
 * Starts an exchange on 127.0.0.1 that speaks Binance's spot protocol over HTTP and WebSocket and replays candles on
 * its own clock. Beside Binance's endpoints it has `GET /simulation` (time, pace, speed, range) and `POST
 * /simulation/advance {"time": ms}`.
 */
export async function startSimulatedExchange(options: SimulatedExchangeOptions): Promise<SimulatedExchange> {
  const clock = createServerClock(options.range ?? commonRange(options.candles), options.pace ?? 'stepped')
  const credentials = credentialsOf(options.seed ?? 0)
  const hooks = await openScenarios(options.scenarios ?? [], {
    seed: options.seed ?? 0,
    range: clock.range,
    symbols: [...options.candles.keys()].map((symbol) => symbol.replace('/', '')),
    log: options.onScenarioEvent ?? (() => {}),
  })
  const disturbs = [...(options.disturb ? [options.disturb] : []), ...hooks.flatMap(({ disturb }) => disturb ?? [])]
  const disturbStreams = hooks.flatMap(({ disturbStream }) => disturbStream ?? [])
  const hub = openStreamHub(clock, () => context)
  const context = openContext(options, clock, hooks, (event) => hub.report(event))
  if (options.earlier) {
    repeatOrders(context.engine, options.earlier)
    clock.advanceTo(options.earlier.until)
  }
  const app = openApp({ context, credentials, disturbs, hub, disturbStreams, routes: restRoutes }, clock)
  const url = await listen(app, options.port ?? 0)
  return { url, ...credentials, control: controlOf(clock), close: () => app.close() }
}

/** What a request may take: bytes of a body, and ms until it is complete. */
const LIMITS = {
  bodyLimit: 64 << 10,
  requestTimeout: 30_000,
  http: { headersTimeout: 30_000, connectionsCheckingInterval: 5000 },
}

function openApp(services: SocketServices, clock: ServerClock): FastifyInstance {
  const app = fastify({ forceCloseConnections: true, exposeHeadRoutes: false, ...LIMITS })
  app.addHook('onRequest', (request, _reply, done) => {
    checkSource(request.headers)
    done()
  })
  app.removeContentTypeParser(['application/json', 'text/plain'])
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body))
  for (const route of restRoutes) serveRoute(app, route, services)
  addControlRoutes(app, clock)
  addWebSockets(app, services)
  app.setErrorHandler((error, _request, reply) => sendError(reply, error))
  app.setNotFoundHandler((_request, reply) => sendError(reply, new BinanceError(-1000, 'No such endpoint.', 404)))
  return app
}

/** Returns the time that the candles of all markets cover. */
function commonRange(candles: ReadonlyMap<string, Candles>): TimeRange {
  if (candles.size === 0) throw new UserError('a simulated exchange needs the candles of at least one market')
  const ranges = [...candles.values()].map((each) => rangeOf(each.grid))
  return { from: Math.max(...ranges.map((range) => range.from)), to: Math.min(...ranges.map((range) => range.to)) }
}

function credentialsOf(seed: number): Credentials {
  return { apiKey: sha256('simulated key', String(seed)), secret: sha256('simulated secret', String(seed)) }
}

async function listen(app: FastifyInstance, port: number): Promise<string> {
  try {
    return await app.listen({ host: '127.0.0.1', port })
  } catch (error) {
    if (systemCodeOf(error) !== 'EADDRINUSE') throw error
    throw new RequestError(`port ${port} is taken by another program; choose another one with {port}`)
  }
}

function controlOf(clock: ServerClock): SimulationControl {
  return {
    clock,
    range: clock.range,
    now: () => clock.now(),
    advanceTo: (time) => clock.advanceTo(time),
    step: (milliseconds) => clock.advanceTo(clock.now() + milliseconds),
  }
}

/**
 * Opens account, markets and engine with the hooks of the scenarios. Throws UserError where options contradict each
 * other.
 */
function openContext(
  options: SimulatedExchangeOptions,
  clock: ServerClock,
  hooks: readonly ScenarioHooks[],
  report: (event: OrderEvent) => void,
): RestContext {
  const markets = [...options.candles].map(([symbol, candles]) =>
    openSimulatedMarket(symbol, candles, clock.range.from, options.filters?.get(symbol), hooks),
  )
  const rules = { ...makeFillRules(options, markets, hooks), report }
  const offsetOf = (time: number): number =>
    hooks.reduce((offset, { clockOffset }) => offset + (clockOffset?.(time) ?? 0), 0)
  return {
    engine: openMatchingEngine({ ...rules, markets }),
    account: rules.account,
    makerFee: rules.makerFee,
    takerFee: rules.takerFee,
    now: () => clock.now(),
    shownTime: () => clock.now() + offsetOf(clock.now()),
    distortionOf: (symbol, opened, now) => combineDistortions(hooks, symbol, opened, now),
  }
}

function makeFillRules(
  options: SimulatedExchangeOptions,
  markets: readonly SimulatedMarket[],
  hooks: readonly ScenarioHooks[],
): FillRules {
  const deposits = Object.entries(options.balances).map(([asset, text]) => [asset, new Decimal(text)] as const)
  return {
    account: openSimulatedAccount(new Map(deposits)),
    makerFee: new Decimal(options.makerFee ?? '0.001'),
    takerFee: new Decimal(options.takerFee ?? '0.001'),
    volumeShare: new Decimal(options.volumeShare ?? '0.1'),
    spreadTicks: options.spreadTicks ?? 1,
    idOffset: options.idOffset,
    feeCoin: options.feeCoin && openFeeCoin(options.feeCoin, markets),
    limitFill: (fill) =>
      hooks.reduce((quantity, { limitFill }) => limitFill?.({ ...fill, quantity }) ?? quantity, fill.quantity),
  }
}

/** Combines the distortions of one candle by all scenarios. */
function combineDistortions(
  hooks: readonly ScenarioHooks[],
  symbol: string,
  opened: number,
  now: number,
): CandleDistortion {
  const distortions = hooks.map(({ distortCandle }) => distortCandle?.(symbol, opened, now) ?? {})
  return distortions.reduce((all, one) => ({ ...all, ...one }), {})
}
