import { chooseBases } from '../../config/markets.js'
import { openCandleStore } from '../../store/candles/open-candle-store.js'
import type { DerivedRequest } from '../../store/derived/derived-store.js'
import type { WorkspaceContext } from '../context.js'
import { requestRange } from '../request-range.js'
import { planFrame } from './compute-rows.js'
import { getDefinition } from './find-definition.js'
import type { ComputeRequest } from './request.js'
import { planSupplement, supplementInProcesses } from './supplement-all.js'

/**
 * Prepares `computeFrame` for several bases: where so much is missing that worker processes beside each other are faster than one
 * base after the other, they bring the stored frames up to the candles, to the same bytes. Otherwise nothing is done. A base that
 * cannot be computed is passed over, for computing it says why.
 */
export async function supplementBases(
  { definition, from, to }: Pick<ComputeRequest, 'definition' | 'from' | 'to'>,
  names: readonly string[],
  { workspace, clock, progress, signal }: WorkspaceContext,
  plan: typeof planSupplement = planSupplement,
): Promise<void> {
  const candles = openCandleStore(workspace.dataFolder)
  const found = await getDefinition(definition, workspace.directory)
  const range = requestRange({ from, to })
  const bases = chooseBases(workspace.config, await candles.markets(), names)
  const planned = await Promise.allSettled(bases.map((base) => planFrame(found, base, range, candles)))
  const requests = planned.flatMap((one): DerivedRequest[] => (one.status === 'fulfilled' ? [one.value.request] : []))
  const processes = await plan({ workspace, candles }, requests)
  if (processes) await supplementInProcesses({ workspace, clock, progress, signal }, requests, processes)
}
