import { resolve } from 'node:path'
import type { z } from 'zod'
import { chooseBases, type Base } from '../../config/markets.js'
import { parseRequest } from '../../config/resolve-request.js'
import { UserError } from '../../core/errors.js'
import { marketPath } from '../../core/market.js'
import { RequestError } from '../../core/request-error.js'
import type { CandleStore } from '../../store/candles/candle-store.js'
import { openCandleStore } from '../../store/candles/open-candle-store.js'
import { openDerivedStore } from '../../store/derived/derived-store.js'
import type { WorkspaceContext, WorkspaceFolder } from '../context.js'
import { readFileCandles, refuseUnreadBases, requireNeededBases } from '../files/file-candles.js'
import { requestRange } from '../request-range.js'
import { withWriteErrors } from '../write-errors.js'
import { computeThreads, openComputePool, type ComputePool } from './compute-pool.js'
import { computeFromCandles, computeFromStore, type ComputedRows } from './compute-rows.js'
import { getDefinition, type FrameDefinition } from './find-definition.js'
import { computeSchema, type ComputeRequest } from './request.js'
import type { ComputedFrame } from './result.js'
import { countRowsNearGaps, findNeededGaps, readNeededGaps, type RowsNearGaps } from './rows-near-gaps.js'
import { frameFormatOf, writeFrame } from './write-frame.js'

export interface ComputeHooks {
  /** Threads to compute with, which the caller closes; without them the call starts and ends its own. */
  readonly pool?: ComputePool
}

type ParsedRequest = z.output<typeof computeSchema>

/** Rows of one base, and where their candles came from. */
interface Computed {
  readonly rows: ComputedRows
  readonly source: string
  readonly nearGaps: RowsNearGaps
}

/**
 * Computes a feature set or a target. From the store, what is missing or stale is computed and kept, and the rest is read;
 * from files of candles all is computed and nothing is kept. Throws RequestError where it is not clear which base is meant,
 * UserError where the candles give no rows.
 */
export async function computeFrame(
  request: ComputeRequest,
  context: WorkspaceContext,
  { pool }: ComputeHooks = {},
): Promise<ComputedFrame> {
  const parsed = parseRequest(computeSchema, request)
  const found = await getDefinition(parsed.definition, context.workspace.directory)
  if (parsed.out !== undefined) frameFormatOf(parsed.out)
  const { rows, source, nearGaps } =
    parsed.candles === undefined || parsed.candles.length === 0
      ? await fromStore(found, parsed, context, pool)
      : await fromFiles(found, parsed, parsed.candles, context)
  const { id, version } = found.entry.value
  const frame = {
    ...rows,
    id,
    version,
    kind: found.kind,
    ...(found.kind === 'targets' ? { classes: found.entry.value.classes } : {}),
    source,
    ...nearGaps,
  }
  return parsed.out === undefined ? frame : { ...frame, out: await writeOut(parsed.out, frame, context) }
}

async function fromFiles(
  found: FrameDefinition,
  { base, from, to }: ParsedRequest,
  files: readonly string[],
  { workspace, signal }: WorkspaceContext,
): Promise<Computed> {
  if (base !== undefined) throw new RequestError('{base} and {candles} exclude each other; leave one of them out')
  const { file, candles } = await readFileCandles(files, workspace.directory, signal)
  requireNeededBases(found.entry.value, candles)
  refuseUnreadBases(found.entry.value, candles)
  const rows = computeFromCandles(found, candles, requestRange({ from, to }))
  const gaps = findNeededGaps(found, candles, workspace.config)
  return { rows, source: file, nearGaps: countRowsNearGaps(found, rows.grid, gaps) }
}

async function fromStore(
  found: FrameDefinition,
  { base: name, from, to }: ParsedRequest,
  { workspace, progress, signal }: WorkspaceContext,
  pool?: ComputePool,
): Promise<Computed> {
  const candles = openCandleStore(workspace.dataFolder)
  const base = await baseToCompute(workspace, candles, name)
  const computer = pool ?? openComputePool(computeThreads(), workspace.directory)
  try {
    const derived = openDerivedStore(workspace.dataFolder, candles, computer)
    const range = requestRange({ from, to })
    const rows = await computeFromStore(found, base, range, { candles, derived, progress, signal })
    const gaps = await readNeededGaps(found, rows.grid, candles, base.market, workspace.config)
    return { rows, source: marketPath(base.market), nearGaps: countRowsNearGaps(found, rows.grid, gaps) }
  } finally {
    if (!pool) await computer.close()
  }
}

async function baseToCompute(
  { config }: WorkspaceFolder,
  candles: CandleStore,
  name: string | undefined,
): Promise<Base> {
  const bases = chooseBases(config, await candles.markets(), name === undefined ? [] : [name.toLowerCase()])
  const [base, ...others] = bases
  if (!base) throw new UserError('no candles are stored; import some with', { remedy: 'data.import' })
  if (others.length === 0) return base
  throw new RequestError(`{base} is missing: there are ${bases.map((one) => one.name).join(', ')}; name one`)
}

/** Writes the rows to a file; its path. */
async function writeOut(
  out: string,
  frame: ComputedFrame,
  { workspace, progress, signal }: WorkspaceContext,
): Promise<string> {
  const file = resolve(workspace.directory, out)
  const metadata = { definition: frame.id, version: String(frame.version), candles: frame.source }
  await withWriteErrors('{out}', file, () => writeFrame(file, frame, { metadata, progress, signal }))
  return file
}
