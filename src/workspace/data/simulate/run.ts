import { parseRequest } from '../../../config/resolve-request.js'
import { CancelledError } from '../../../core/errors.js'
import { DAY, MINUTE } from '../../../core/time.js'
import { simulateCandles, toSimulatedMarket } from '../../../ohlcv/simulate-candles.js'
import { openCandleStore } from '../../../store/candles/open-candle-store.js'
import type { WorkspaceContext } from '../../context.js'
import { requestRange } from '../../request-range.js'
import { simulateDataSchema, type SimulateDataRequest } from './request.js'
import type { SimulatedBase, SimulatedData } from './result.js'

const USUAL_LENGTH = 30 * DAY

/**
 * Makes up minute candles and stores them under the exchange `simulated`, whatever the workspace trades on, so that none is
 * ever taken for a real one. The same seed and start give the same candles on every prefix.
 */
export async function simulateData(
  request: SimulateDataRequest,
  { workspace, progress, signal }: WorkspaceContext,
): Promise<SimulatedData> {
  const { bases, kind, seed, conflict, ...times } = parseRequest(simulateDataSchema, request)
  const { from = 0, to = from + USUAL_LENGTH } = requestRange(times)
  const rows = Math.ceil((to - from) / MINUTE)
  const store = openCandleStore(workspace.dataFolder)
  const names = [...new Set(bases.map((name) => name.toLowerCase()))]
  const task = progress.start('simulating', names.length, 'bases')
  const simulated: SimulatedBase[] = []
  try {
    for (const name of names) {
      if (signal.aborted)
        throw new CancelledError(`${simulated.length} of ${names.length} bases are simulated and stored`)
      const market = toSimulatedMarket(name, workspace.config.quote)
      const candles = simulateCandles(kind, { seed, from, rows, base: name })
      const { added, changed, unchanged, range } = await store.merge(market, candles, { conflict, signal })
      simulated.push({ name, market, range, added, changed, unchanged })
      task.update(simulated.length)
    }
  } finally {
    task.end()
  }
  return { bases: simulated }
}
