import { parseRequest } from '../../config/resolve-request.js'
import { startSimulatedExchange, type SimulatedExchange } from '../../exchange/simulated/simulated-exchange.js'
import type { ScenarioChoice } from '../../exchange/simulated/scenarios/open-scenarios.js'
import { openCandleStore } from '../../store/candles/open-candle-store.js'
import type { WorkspaceContext } from '../context.js'
import { requestRange } from '../request-range.js'
import { loadReplayCandles, type Replay } from './replay-candles.js'
import { serveExchangeSchema, type ServeExchangeRequest } from './request.js'
import type { ExchangeServer } from './result.js'
import { openScenarioLog, type ScenarioLog } from './scenario-log.js'
import { readScenarios } from './scenarios.js'

/**
 * Serves a simulated exchange on this machine until it is closed or `signal` is aborted. Throws RequestError for candles or
 * scenarios that are not there, UserError where its port is taken.
 */
export async function serveExchange(request: ServeExchangeRequest, context: WorkspaceContext): Promise<ExchangeServer> {
  const settings = parseRequest(serveExchangeSchema, request)
  const { config, dataFolder, directory } = context.workspace
  const { bases, market, seed, speed } = settings
  const wanted = { ...requestRange(settings), bases: bases.map((name) => name.toLowerCase()), market, seed }
  const replay = await loadReplayCandles(wanted, config, openCandleStore(dataFolder))
  const scenarios = await readScenarios(settings.scenarios, directory)
  const log = openScenarioLog({ ...settings, choices: scenarios }, context)
  const exchange = await start(settings, { replay, scenarios, log }, context)
  const close = closeOnce(exchange, log)
  closeOnAbort(close, context.signal)
  const { url, apiKey, secret } = exchange
  return { url, apiKey, secret, symbols: [...replay.candles.keys()], speed, seed, ...replay.range, market, close }
}

interface Prepared {
  readonly replay: Replay
  readonly scenarios: readonly ScenarioChoice[]
  readonly log: ScenarioLog
}

/**
 * An exchange that is started again has forgotten its account, but the book of a trader has not: no id may come back. Its ids begin at
 * the machine's time, and no exchange has more orders in a millisecond than this; they have 15 digits until the year 2286.
 */
const IDS_PER_MS = 100

async function start(
  { balances, feeCoin, feeDiscount, volumeShare, speed, seed, port }: ReturnType<typeof serveExchangeSchema.parse>,
  { replay, scenarios, log }: Prepared,
  { workspace: { config }, clock }: WorkspaceContext,
): Promise<SimulatedExchange> {
  try {
    return await startSimulatedExchange({
      scenarios,
      onScenarioEvent: log.write,
      candles: replay.candles,
      range: replay.range,
      balances: balancesOf(balances, config.quote),
      ...(feeCoin && { feeCoin: { asset: feeCoin.toUpperCase(), discount: String(feeDiscount) } }),
      makerFee: config.fees.maker,
      takerFee: config.fees.taker,
      volumeShare: String(volumeShare),
      pace: speed === 'stepped' ? speed : { speed, clock },
      seed,
      port,
      idOffset: clock.now() * IDS_PER_MS,
    })
  } catch (error) {
    log.close()
    throw error
  }
}

/** Amounts by coin in capitals; an amount alone is of the quote. */
function balancesOf(balances: string | Readonly<Record<string, string>>, quote: string): Record<string, string> {
  if (typeof balances === 'string') return { [quote]: balances }
  return Object.fromEntries(Object.entries(balances).map(([coin, amount]) => [coin.toUpperCase(), amount]))
}

function closeOnce(exchange: SimulatedExchange, log: ScenarioLog): () => Promise<void> {
  let closing: Promise<void> | undefined
  return () => (closing ??= exchange.close().finally(() => log.close()))
}

function closeOnAbort(close: () => Promise<void>, signal: AbortSignal): void {
  // Whoever closes it too is told why it failed.
  const end = (): void => void close().catch(() => {})
  if (signal.aborted) end()
  else signal.addEventListener('abort', end, { once: true })
}
