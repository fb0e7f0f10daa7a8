import { chooseBases, marketOfBase, type Base } from '../../../config/markets.js'
import { parseRequest } from '../../../config/resolve-request.js'
import { RequestError } from '../../../core/request-error.js'
import { parseTime } from '../../../core/time.js'
import type { CandleStore } from '../../../store/candles/candle-store.js'
import { openCandleStore } from '../../../store/candles/open-candle-store.js'
import { withDerivedStore } from '../../compute/compute-pool.js'
import type { WorkspaceContext, WorkspaceFolder } from '../../context.js'
import { openHistoryExchange } from './history-exchange.js'
import { updateDataSchema, type ParsedUpdateRequest, type UpdateDataRequest } from './request.js'
import type { BaseUpdate, UpdatedData } from './result.js'
import { getNamedDefinitions, supplementBases, type SupplementContext } from './supplement-frames.js'
import { updateBases, type UpdateContext } from './update-bases.js'

/**
 * Brings the candles of bases up to the last finished minute of the exchange, then their features and targets. What goes wrong
 * with one base stands in its update and does not stop the others. Throws RequestError where there is no base to update.
 */
export function updateData(request: UpdateDataRequest, context: WorkspaceContext): Promise<UpdatedData> {
  return updateThen(parseRequest(updateDataSchema, request), context)
}

/** An update that is done, while its exchange and its threads are still open. */
export interface UpdateSession {
  readonly update: UpdateContext
  readonly supplement: SupplementContext
  readonly updates: readonly BaseUpdate[]
}

/** Updates, then goes on with `goOn`; what was opened is closed afterwards. */
export async function updateThen(
  request: ParsedUpdateRequest,
  { workspace, clock, progress, signal }: WorkspaceContext,
  goOn?: (session: UpdateSession) => Promise<void>,
): Promise<UpdatedData> {
  const { config } = workspace
  const { from, overlap, parallel, replace } = request
  const store = openCandleStore(workspace.dataFolder)
  const named = await getNamedDefinitions(workspace, request)
  const bases = await basesToUpdate(workspace, store, request.bases ?? [])
  const options = { from: from === undefined ? undefined : parseTime(from), overlap, parallel, replace }
  const history = await openHistoryExchange(config, clock, signal)
  try {
    return await withDerivedStore(workspace, store, async (derived) => {
      const update: UpdateContext = { config, options, store, history, progress, signal }
      const supplement: SupplementContext = { workspace, derived, named, progress, signal }
      const updates = await updateBases(update, bases)
      await supplementBases({ ...supplement, candles: store, clock }, updates)
      await goOn?.({ update, supplement, updates })
      return { bases: updates }
    })
  } finally {
    await history.close()
  }
}

/** Bases that are named need not have candles yet. */
async function basesToUpdate(
  { config }: WorkspaceFolder,
  store: CandleStore,
  bases: readonly string[],
): Promise<Base[]> {
  const names = bases.length > 0 ? bases.map((name) => name.toLowerCase()) : config.bases.map(({ name }) => name)
  if (names.length > 0) return [...new Set(names)].map((name) => ({ name, market: marketOfBase(config, name) }))
  const stored = chooseBases(config, await store.markets(), [])
  if (stored.length > 0) return stored
  throw new RequestError(
    `there is no base to update: name some with {bases} btc,eth or as bases: [btc, eth] in followupward.yaml`,
  )
}
