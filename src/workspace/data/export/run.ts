import { resolve } from 'node:path'
import { chooseBases } from '../../../config/markets.js'
import { parseRequest } from '../../../config/resolve-request.js'
import { UserError } from '../../../core/errors.js'
import { marketPath } from '../../../core/market.js'
import { RequestError } from '../../../core/request-error.js'
import { MINUTE, type TimeRange } from '../../../core/time.js'
import { openCandleStore } from '../../../store/candles/open-candle-store.js'
import type { WorkspaceContext } from '../../context.js'
import { requestRange } from '../../request-range.js'
import { withWriteErrors } from '../../write-errors.js'
import { dropFilledMinutes } from './exported-candles.js'
import { exportDataSchema, type ExportDataRequest } from './request.js'
import type { ExportedData } from './result.js'
import { candleFormatOf, writeCandles } from './write-candles.js'

/**
 * Writes the stored candles of a base to a file, without the minutes that no source has, so that an import of the file gives
 * the same gaps. Throws RequestError where the file's name says no format, and where several bases could be meant.
 */
export async function exportData(
  request: ExportDataRequest,
  { workspace, signal }: WorkspaceContext,
): Promise<ExportedData> {
  const { base: name, out, ...times } = parseRequest(exportDataSchema, request)
  candleFormatOf(out)
  const store = openCandleStore(workspace.dataFolder)
  const bases = chooseBases(workspace.config, await store.markets(), name === undefined ? [] : [name.toLowerCase()])
  const [base, ...others] = bases
  if (!base) throw new UserError('no candles are stored; import some with', { remedy: 'data.import' })
  if (others.length > 0) {
    throw new RequestError(
      `{out} takes one base, there are ${bases.map((one) => one.name).join(', ')}: choose with {base}`,
    )
  }
  const stored = await store.range(base.market)
  const range = stored && rangeToRead(stored, requestRange(times))
  const candles = dropFilledMinutes(await store.read(base.market, range))
  const file = resolve(workspace.directory, out)
  await withWriteErrors('{out}', file, () => writeCandles(file, candles, { market: marketPath(base.market) }, signal))
  return { out: file, base, candles: candles.rows, columns: candles.columns.map(([column]) => column) }
}

/** One that begins after the last candle stays a range, so that the store says what there is. */
function rangeToRead(stored: TimeRange, range: Partial<TimeRange>): TimeRange {
  const { from = stored.from, to = Math.max(stored.to, from + MINUTE) } = range
  return { from, to }
}
