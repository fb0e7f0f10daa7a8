import { parseRequest } from '../../../config/resolve-request.js'
import { silentProgress } from '../../../core/progress.js'
import type { WorkspaceContext } from '../../context.js'
import { requireUpToDate, type BaseUpdate, type UpdatedData } from '../update/result.js'
import { updateThen, type UpdateSession } from '../update/run.js'
import { listMaintainedFrames, supplementFrames, type MaintainedFrames } from '../update/supplement-frames.js'
import { followBases } from './follow-bases.js'
import { followDataSchema, type FollowDataRequest } from './request.js'

/** Candles of one base that have come: `from` is the open time of the first, `to` the end of the last, epoch ms. */
export interface NewCandles {
  readonly base: string
  readonly from: number
  readonly to: number
}

export interface FollowHooks {
  /** Told once the bases are up to date, with whether candles come by a stream or by asking each minute. */
  readonly onStart?: (bases: readonly string[], isStreamed: boolean) => void
  /** Told of each base's new candles once they and the frames made of them are stored. */
  readonly onCandles?: (candles: NewCandles) => void
}

/**
 * Brings bases up to date, then goes on minute by minute until the signal, or until a replay is over. What has come is stored
 * at once, and features and targets are supplemented each minute. Throws UserError where a base cannot be brought up to date.
 */
export async function followData(
  request: FollowDataRequest,
  context: WorkspaceContext,
  hooks: FollowHooks = {},
): Promise<UpdatedData> {
  const { poll, ...update } = parseRequest(followDataSchema, request)
  return updateThen(update, context, (session) => follow(session, poll, context, hooks))
}

async function follow(
  { update, supplement, updates }: UpdateSession,
  poll: boolean,
  { log }: WorkspaceContext,
  { onStart, onCandles }: FollowHooks,
): Promise<void> {
  requireUpToDate(updates)
  const silent = { ...supplement, progress: silentProgress }
  const frames = new Map<BaseUpdate, readonly MaintainedFrames[]>()
  for (const one of updates) frames.set(one, await listMaintainedFrames(silent, one))
  const ends = new Map(updates.map((one) => [one, one.stored?.to]))
  await followBases(update, updates, {
    poll,
    log,
    onStart: (listed, isStreamed) =>
      onStart?.(
        listed.map(({ base }) => base.name),
        isStreamed,
      ),
    afterMinute: async (one, changedFrom) => {
      await supplementFrames(silent, one, frames.get(one) ?? [], changedFrom)
      requireUpToDate([one])
      const { stored } = one
      const from = ends.get(one) ?? stored?.from
      ends.set(one, stored?.to)
      if (stored && from !== undefined && stored.to > from) onCandles?.({ base: one.base.name, from, to: stored.to })
    },
  })
}
