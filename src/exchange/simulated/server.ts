import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { Candles } from '../../core/candles.js'
import type { Clock } from '../../core/clock.js'
import { Decimal } from '../../core/decimal.js'
import { UserError, systemCodeOf } from '../../core/errors.js'
import { rangeOf } from '../../core/grid.js'
import { sha256 } from '../../core/hash.js'
import type { TimeRange } from '../../core/time.js'
import { openAccount } from './account.js'
import { BinanceFault } from './binance-fault.js'
import type { Disturb } from './disturbance.js'
import { openEngine } from './matching-engine.js'
import { accountRoutes } from './rest-account.js'
import { marketDataRoutes } from './rest-market-data.js'
import type { RestContext, RestRoute } from './rest-route.js'
import { checkSignature, type Credentials } from './signature.js'
import { simulatedClock, type Pace, type SimulatedClock } from './simulated-clock.js'
import { openMarket } from './simulated-market.js'
import type { SymbolFilters } from './symbol-filters.js'

export interface SimulatedExchangeOptions {
  /** What is replayed, by unified symbol: `BTC/USDT`. */
  readonly candles: ReadonlyMap<string, Candles>
  /** What the account owns at the start, decimal text by asset: `{USDT: '10000'}`. */
  readonly balances: Readonly<Record<string, string>>
  /** Time of the replay; default: what the candles of all markets cover. The clock starts at its beginning. */
  readonly range?: TimeRange
  /** Default: stepped. */
  readonly pace?: Pace
  readonly makerFee?: string
  readonly takerFee?: string
  /** The most of each candle's volume that fills take together, 0 … 1; default 0.1. */
  readonly volumeShare?: string
  /** Ticks from the last price to the best bid, and to the best ask; default 1. */
  readonly spreadTicks?: number
  /** Filters by unified symbol that replace those found from the candles. */
  readonly filters?: ReadonlyMap<string, Partial<SymbolFilters>>
  /** Makes key and secret: they open this simulated account and nothing else. */
  readonly seed?: number
  /** 0, the default, takes a free one. */
  readonly port?: number
  readonly disturb?: Disturb
}

export interface SimulatedExchange {
  /** `http://127.0.0.1:PORT` */
  readonly url: string
  readonly apiKey: string
  readonly secret: string
  readonly control: SimulationControl
  close(): Promise<void>
}

/** The handle of the process that runs the exchange. */
export interface SimulationControl {
  /** The exchange's time. On a stepped exchange sleeping advances it, so a trading loop given this clock drives the replay. */
  readonly clock: Clock
  readonly range: TimeRange
  now(): number
  /** Stepped exchanges only: goes to `time`, at most to the end of the replay. */
  advanceTo(time: number): void
  /** Stepped exchanges only: goes on by so many milliseconds. */
  step(milliseconds: number): void
}

/**
 * Starts an exchange that speaks Binance's spot REST protocol on 127.0.0.1 and replays candles on its own clock. Beside
 * Binance's endpoints it has `GET /simulation` (time, pace, speed, range) and `POST /simulation/advance {"time": ms}`.
 */
export async function startSimulatedExchange(options: SimulatedExchangeOptions): Promise<SimulatedExchange> {
  const clock = simulatedClock(options.range ?? commonRange(options.candles), options.pace ?? 'stepped')
  const credentials = credentialsOf(options.seed ?? 0)
  const context = contextOf(options, clock)
  const app = fastify({ forceCloseConnections: true, exposeHeadRoutes: false })
  app.removeContentTypeParser(['application/json', 'text/plain'])
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body))
  for (const route of [...marketDataRoutes, ...accountRoutes])
    addRoute(app, route, context, credentials, options.disturb)
  addControlRoutes(app, clock)
  app.setErrorHandler((error, _request, reply) => answerFault(reply, error))
  app.setNotFoundHandler((_request, reply) => answerFault(reply, new BinanceFault(-1000, 'No such endpoint.', 404)))
  const url = await listen(app, options.port ?? 0)
  return { url, ...credentials, control: controlOf(clock), close: () => app.close() }
}

function contextOf(options: SimulatedExchangeOptions, clock: SimulatedClock): RestContext {
  const account = openAccount(
    new Map(Object.entries(options.balances).map(([asset, text]) => [asset, new Decimal(text)])),
  )
  const makerFee = new Decimal(options.makerFee ?? '0.001')
  const takerFee = new Decimal(options.takerFee ?? '0.001')
  const markets = [...options.candles].map(([symbol, candles]) =>
    openMarket(symbol, candles, clock.range.from, options.filters?.get(symbol)),
  )
  const volumeShare = new Decimal(options.volumeShare ?? '0.1')
  const engine = openEngine({
    markets,
    account,
    makerFee,
    takerFee,
    volumeShare,
    spreadTicks: options.spreadTicks ?? 1,
  })
  return { engine, account, makerFee, takerFee, now: () => clock.now() }
}

/** The time that the candles of every market cover. */
function commonRange(candles: ReadonlyMap<string, Candles>): TimeRange {
  if (candles.size === 0) throw new UserError('a simulated exchange needs the candles of at least one market')
  const ranges = [...candles.values()].map((each) => rangeOf(each.grid))
  return { from: Math.max(...ranges.map((range) => range.from)), to: Math.min(...ranges.map((range) => range.to)) }
}

function credentialsOf(seed: number): Credentials {
  return { apiKey: sha256('simulated key', String(seed)), secret: sha256('simulated secret', String(seed)) }
}

function addRoute(
  app: FastifyInstance,
  route: RestRoute,
  context: RestContext,
  credentials: Credentials,
  disturb: Disturb | undefined,
): void {
  const handler = (request: FastifyRequest, reply: FastifyReply): void => {
    const disturbance = disturb?.({ method: route.method, path: route.path })
    if (disturbance?.kind === 'answer') {
      void reply
        .code(disturbance.status)
        .headers(disturbance.headers ?? {})
        .send(disturbance.body)
      return
    }
    const now = context.now()
    context.engine.advance(now)
    const { payload, parameters } = payloadOf(request)
    if (route.signed) checkSignature({ apiKey: keyOf(request), payload, parameters }, credentials, now)
    const answer = route.answer({ ...context, now: () => now }, parameters)
    if (disturbance?.kind === 'lose-answer') {
      reply.hijack()
      request.raw.socket.destroy()
      return
    }
    void reply.send(answer)
  }
  app.route({ method: route.method, url: route.path, handler })
}

function payloadOf(request: FastifyRequest): { payload: string; parameters: Map<string, string> } {
  const url = request.raw.url ?? ''
  const query = url.includes('?') ? url.slice(url.indexOf('?') + 1) : ''
  const body = typeof request.body === 'string' ? request.body : ''
  const parameters = new Map([...new URLSearchParams(query), ...new URLSearchParams(body)])
  return { payload: query + body, parameters }
}

function keyOf(request: FastifyRequest): string | undefined {
  const key = request.headers['x-mbx-apikey']
  return typeof key === 'string' ? key : undefined
}

function answerFault(reply: FastifyReply, error: unknown): void {
  const fault = error instanceof BinanceFault ? error : new BinanceFault(-1000, 'An unknown error occurred.', 500)
  void reply.code(fault.httpStatus).send({ code: fault.code, msg: fault.message })
}

const advanceRequest = z.object({ time: z.number() })

function addControlRoutes(app: FastifyInstance, clock: SimulatedClock): void {
  const state = (): unknown => ({ time: clock.now(), pace: clock.pace, speed: clock.speed, ...clock.range })
  app.get('/simulation', (_request, reply) => void reply.send(state()))
  app.post('/simulation/advance', (request, reply) => {
    const asked = advanceRequest.safeParse(jsonOf(request.body))
    if (!asked.success || clock.pace !== 'stepped') {
      const wrong = asked.success ? 'this exchange runs by itself' : 'expected {"time": epoch ms}'
      void reply.code(400).send({ code: -1000, msg: wrong })
      return
    }
    clock.advanceTo(asked.data.time)
    void reply.send(state())
  })
}

function jsonOf(body: unknown): unknown {
  try {
    return typeof body === 'string' ? JSON.parse(body) : undefined
  } catch {
    return undefined
  }
}

async function listen(app: FastifyInstance, port: number): Promise<string> {
  try {
    return await app.listen({ host: '127.0.0.1', port })
  } catch (error) {
    if (systemCodeOf(error) !== 'EADDRINUSE') throw error
    throw new UserError(`port ${port} is taken by another program; choose another one with --port`)
  }
}

function controlOf(clock: SimulatedClock): SimulationControl {
  return {
    clock,
    range: clock.range,
    now: () => clock.now(),
    advanceTo: (time) => clock.advanceTo(time),
    step: (milliseconds) => clock.advanceTo(clock.now() + milliseconds),
  }
}
