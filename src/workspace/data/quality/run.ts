import { parseRequest } from '../../../config/resolve-request.js'
import type { WorkspaceContext } from '../../context.js'
import { createTimeFormat } from '../../time-format.js'
import { calendarDays } from '../gap-calendar.js'
import { listData } from '../list/run.js'
import { dataQualitySchema, type DataQualityRequest } from './request.js'
import type { DataQuality } from './result.js'

/** Describes the stored candles of one base in full, with a calendar of its gaps. Throws RequestError as `listData` does. */
export async function describeQuality(request: DataQualityRequest, context: WorkspaceContext): Promise<DataQuality> {
  const { base, asOf } = parseRequest(dataQualitySchema, request)
  const { markets, ...list } = await listData({ bases: [base], asOf }, context)
  const time = createTimeFormat(context.workspace.config.timeZone)
  return {
    ...list,
    markets: markets.map((market) => ({
      ...market,
      calendar: market.quality ? calendarDays(market.quality, time) : [],
    })),
  }
}
