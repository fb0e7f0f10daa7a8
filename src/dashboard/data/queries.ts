import { marketPath } from '../../core/market.js'
import type { DataSource } from './data-source.js'
import { NotFoundError } from '../http/not-there.js'
import { openCandleStore } from '../../store/candles/candle-store.js'
import { shownTime, type ShownTime } from '../../workspace/shown-time.js'
import type { DashboardContext } from '../dashboard-context.js'
import { blackListAnswer } from './black-list-answer.js'
import { dataOverview } from './data-overview.js'
import { gapsAnswer, qualityAnswer } from './quality-answer.js'
import { openQualityShelf, type JudgedMarket } from './quality-shelf.js'

/** The data page's view of a workspace, as its configuration and its candles are at each question. */
export function dataSource({ workspace, io }: Pick<DashboardContext, 'io' | 'workspace'>): DataSource {
  const shelf = openQualityShelf(io.clock)
  const judged = async (path: string): Promise<JudgedMarket & { readonly time: ShownTime }> => {
    const opened = await workspace()
    const store = openCandleStore(opened.dataFolder)
    const market = (await store.markets()).find((one) => marketPath(one) === path)
    if (!market) throw new NotFoundError(`there are no candles of ${path}`)
    return { ...(await shelf.of(opened, store, market)), time: shownTime(opened.config.timeZone) }
  }
  return {
    overview: async () => dataOverview(await workspace()),
    quality: async (path) => qualityAnswer(path, await judged(path)),
    gaps: async (path) => gapsAnswer(path, await judged(path)),
    blackList: async (at) => blackListAnswer(await workspace(), at),
  }
}
