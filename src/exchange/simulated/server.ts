import fastify, { type FastifyInstance } from 'fastify'
import type { Candles } from '../../core/candles.js'
import type { Clock } from '../../core/clock.js'
import { UserError, systemCodeOf } from '../../core/errors.js'
import { rangeOf } from '../../core/grid.js'
import { RequestError } from '../../core/request-error.js'
import { sha256 } from '../../core/hash.js'
import type { TimeRange } from '../../core/time.js'
import { BinanceError } from './engine/binance-fault.js'
import { addControlRoutes } from './rest/control-routes.js'
import { openContext } from './open-context.js'
import { restRoutes } from './rest/rest-routes.js'
import { openScenarios } from './scenarios/open-scenarios.js'
import { answerFault, serveRoute } from './rest/serve-route.js'
import type { Credentials } from './rest/signature.js'
import { createServerClock, type ServerClock } from './simulated-clock.js'
import type { SimulatedExchangeOptions } from './simulated-exchange-options.js'
import { openHub } from './streams/stream-hub.js'
import { addWebSockets, type SocketServing } from './streams/web-sockets.js'

export type { SimulatedExchangeOptions } from './simulated-exchange-options.js'

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
 * Starts an exchange that speaks Binance's spot protocol on 127.0.0.1, over HTTP and WebSocket, and replays candles on its own clock. Beside
 * Binance's endpoints it has `GET /simulation` (time, pace, speed, range) and `POST /simulation/advance {"time": ms}`.
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
  const hub = openHub(clock, () => context)
  const context = openContext(options, clock, hooks, (event) => hub.report(event))
  const app = openApp({ context, credentials, disturbs, hub, disturbStreams, routes: restRoutes }, clock)
  const url = await listen(app, options.port ?? 0)
  return { url, ...credentials, control: controlOf(clock), close: () => app.close() }
}

function openApp(serving: SocketServing, clock: ServerClock): FastifyInstance {
  const app = fastify({ forceCloseConnections: true, exposeHeadRoutes: false })
  app.removeContentTypeParser(['application/json', 'text/plain'])
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body))
  for (const route of restRoutes) serveRoute(app, route, serving)
  addControlRoutes(app, clock)
  addWebSockets(app, serving)
  app.setErrorHandler((error, _request, reply) => answerFault(reply, error))
  app.setNotFoundHandler((_request, reply) => answerFault(reply, new BinanceError(-1000, 'No such endpoint.', 404)))
  return app
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
