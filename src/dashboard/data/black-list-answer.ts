import { UserError } from '../../core/errors.js'
import { marketPath } from '../../core/market.js'
import type { DataBlackList } from './api.js'
import { openCandleStore } from '../../store/candles/candle-store.js'
import { blackListLimits, createBlackListChecker } from '../../workspace/data/black-list-checker.js'
import { baseNameOf } from '../../workspace/data/inspect-market.js'
import type { Workspace } from '../../workspace/workspace.js'
import { dataOverview } from './data-overview.js'

/** Which markets were on the black list at a minute, and why; as of the end of the newest candle where none is given. */
export async function blackListAnswer(workspace: Workspace, at: number | undefined): Promise<DataBlackList> {
  const { config, dataFolder } = workspace
  const time = at ?? (await dataOverview(workspace)).newest
  if (time === null) return { at: null, markets: [] }
  const store = openCandleStore(dataFolder)
  const judge = createBlackListChecker(store)
  const limits = blackListLimits(config)
  const markets: DataBlackList['markets'][number][] = []
  for (const market of await store.markets()) {
    const known = { path: marketPath(market), base: baseNameOf(config, market) }
    try {
      markets.push({ ...known, reasons: await judge(market, time, limits), error: null })
    } catch (error) {
      if (!(error instanceof UserError)) throw error
      markets.push({ ...known, reasons: [], error: error.message })
    }
  }
  return { at: time, markets }
}
