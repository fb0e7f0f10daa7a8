import { chooseBases } from '../../config/markets.js'
import { RequestError } from '../../core/request-error.js'
import { openCandleStore } from '../../store/candles/open-candle-store.js'
import { computeThreads, openComputePool } from '../../workspace/compute/compute-pool.js'
import { computeSchema } from '../../workspace/compute/request.js'
import { summarizeFrame, type ComputedFrame, type FrameSummary } from '../../workspace/compute/result.js'
import { supplementBases } from '../../workspace/compute/supplement-bases.js'
import { useCases } from '../../workspace/use-cases.js'
import { gapNotes, summaryText } from '../compute/summary-text.js'
import { namesIn, schemaCommand, suggestNext, type CommandCall } from '../request-command.js'

const HELP = `
Features: one row for each candle that has its whole history. A target: one row for each candle; rows without
history and the last ones, whose horizon lies beyond the candles, are hold. Lags are expanded. Times are UTC;
--to is not included. From the store, what is missing or stale is computed and kept, month by month, by one
thread for each core of the machine (eight at most); the bits do not depend on their number.`

export default schemaCommand({
  schema: computeSchema,
  omit: ['base'],
  configure: (command) =>
    void command
      .option('--base <names>', 'bases, comma separated (default: those of the workspace, else all that are stored)')
      .addHelpText('after', HELP),
  act: compute,
})

/** What was computed: the figures of each base, and what is the same for all. */
interface Results extends Pick<ComputedFrame, 'id' | 'version' | 'kind' | 'out'> {
  readonly results: readonly FrameSummary[]
}

async function compute(request: Record<string, unknown>, call: CommandCall): Promise<void> {
  const { io, front, isJson } = call
  const { results, notes, ...head } = await computeBases(request, call)
  if (isJson) io.out(`${JSON.stringify({ ...head, results })}\n`)
  else {
    io.err(notes)
    if (head.out === undefined) for (const summary of results) io.out(`${summaryText(head.id, summary)}\n`)
    else io.out(`${head.id}: ${results[0]?.rows ?? 0} rows → ${String(front['out'])}\n`)
    suggestNext(call, head.kind === 'targets' ? `targets ${head.id}` : `features ${head.id} --target T10up5low30min`)
  }
}

/** One base after the other: only the figures of those that are done stay in memory. */
async function computeBases(
  request: Record<string, unknown>,
  call: CommandCall,
): Promise<Results & { readonly notes: string }> {
  const { calls, context } = call
  const bases = await basesToCompute(request, call)
  const names = bases.flatMap((base) => base ?? [])
  if (names.length > 1) await supplementBases(computeSchema.parse(request), names, context)
  const pool = openComputePool(computeThreads(), context.workspace.directory)
  try {
    const computed: (Results & { readonly notes: string })[] = []
    for (const base of bases) {
      const frame = await calls.run(useCases.compute, { ...request, base }, { pool })
      const { id, version, kind, out } = frame
      const head = { id, version, kind, ...(out === undefined ? {} : { out }) }
      computed.push({ ...head, results: [summarizeFrame(frame)], notes: gapNotes(frame) })
    }
    const [first] = computed
    if (!first) throw new RangeError('no base')
    return {
      ...first,
      results: computed.flatMap(({ results }) => results),
      notes: computed.map(({ notes }) => notes).join(''),
    }
  } finally {
    await pool.close()
  }
}

/** Names of bases; undefined leaves the choice, and the error, to the use case. */
async function basesToCompute(
  { candles, out }: Record<string, unknown>,
  { context, front }: CommandCall,
): Promise<readonly (string | undefined)[]> {
  const names = namesIn(front['base'])
  if (candles !== undefined) return [names[0]]
  const { config, dataFolder } = context.workspace
  const bases =
    names.length > 0
      ? names
      : chooseBases(config, await openCandleStore(dataFolder).markets(), []).map(({ name }) => name)
  if (out !== undefined && bases.length > 1)
    throw new RequestError(`{out} takes one base, ${bases.length} are meant (${bases.join(', ')}): choose with {base}`)
  return bases.length > 0 ? bases : [undefined]
}
