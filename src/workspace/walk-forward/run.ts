import { makeWalkForwardVerdict } from '../../assessment/verdict/make-verdict.js'
import type { Verdict } from '../../assessment/verdict/verdict.js'
import { dailyReturnsByBase } from '../../assessment/statistics/daily-returns.js'
import { joinStretches, type JoinedSeries, type TestedStretch } from '../../assessment/walk-forward/join-stretches.js'
import {
  walkForwardFigures,
  type StretchRule,
  type WalkForwardFigures,
} from '../../assessment/walk-forward/walk-forward-figures.js'
import type { FillAssumptions } from '../../assessment/report/report-data.js'
import { isDecidedInCandles, type ExitRules } from '../../core/exit-rules.js'
import { RequestError } from '../../core/request-error.js'
import { selectionLayer } from '../../config/fill-fields.js'
import { resolveRequest } from '../../config/resolve-request.js'
import { CancelledError } from '../../core/errors.js'
import { calendarOf, marketPath } from '../../core/market.js'
import { marketRangesOf } from '../../store/ledger/market-ranges.js'
import { resolveExitsOfTarget } from '../resolve-exits.js'
import { takerFee, type WorkspaceContext } from '../context.js'
import { readTrials } from '../ledger/read-trials.js'
import { recordWalkForward } from '../ledger/record-walk-forward.js'
import { openDataSources, type WorkspaceSources } from '../rows/data-sources.js'
import { fillSeries, marketAmong } from '../rows/fill-series.js'
import { requireDevice } from '../train/device.js'
import { makeWindows } from './make-windows.js'
import { planWalkForward, type WalkForwardPlan } from './plan-windows.js'
import { walkForwardSchema, type ResolvedWalkForwardRequest, type WalkForwardRequest } from './request.js'
import type { WalkForwardResult } from './result.js'
import { findWindow, readWindowSeries, windowFolder, type FinishedWindow } from './window-files.js'

/**
 * Trains on windows that follow each other in time, chooses epoch and thresholds on the stretch behind each, and trades the stretch behind
 * that. Windows that are finished already are not made again. Throws RequestError where the windows do not fit, UserError where data or
 * settings do not make a training, CancelledError when stopped: what is finished is kept.
 */
export async function walkForward(request: WalkForwardRequest, context: WorkspaceContext): Promise<WalkForwardResult> {
  const { request: resolved } = resolveRequest(walkForwardSchema, [
    { source: 'call', values: { ...request } },
    selectionLayer(context.workspace.config),
  ])
  const sources = openDataSources(context)
  try {
    const plan = await planWalkForward(request, resolved, { context, sources })
    await requireDevice(plan.training.request.device)
    const { overwrite, workers } = resolved
    await makeWindows(plan, { context, sources, overwrite, workers })
    return await evaluate(plan, resolved, { context, sources })
  } finally {
    await sources.stopThreads()
  }
}

interface Evaluation {
  readonly context: WorkspaceContext
  readonly sources: WorkspaceSources
}

/** Trades what the windows have scored; it counts in the ledger before anybody sees what it gained. */
async function evaluate(
  plan: WalkForwardPlan,
  request: ResolvedWalkForwardRequest,
  { context, sources }: Evaluation,
): Promise<WalkForwardResult> {
  const { training, name, folder, lengths, omitted } = plan
  const windows = await readWindows(plan)
  const stretches = windows.map(({ number, selected, series }) => ({
    number,
    series,
    ...(selected && { cell: selected }),
  }))
  const { directory, config } = context.workspace
  const exits = await resolveExitsOfTarget({ request, trading: config.trading }, training.request.target, directory)
  const { joined, fills } = await fillStretches(stretches, { plan, request, exits, sources })
  const rule = { fee: takerFee(context), exits }
  const { seed } = training.request
  const figures = walkForwardFigures(joined, { rule, bases: training.bases.length, seed })
  const trials = await readTrials(
    training.bases.map(({ market }) => marketPath(market)),
    { context, except: name },
  )
  const { overall, daily } = figures
  await recordWalkForward(
    {
      name,
      windows: windows.length,
      rows: training.bases.flatMap(({ market }) =>
        marketRangesOf(
          [marketPath(market)],
          windows.flatMap(({ sets }) => sets.test),
        ),
      ),
      gain: overall.gain,
      count: overall.trades,
      daily,
    },
    context,
  )
  return {
    name,
    folder,
    lengths,
    seed,
    fee: rule.fee,
    exits,
    ...(fills && { fills }),
    bases: training.bases.map((base) => base.name),
    simulated: training.bases.some(({ market }) => market.exchange === 'simulated'),
    windows: windows.map(({ series: _series, ...window }) => window),
    omitted,
    figures,
    verdict: verdictOf(figures, joined, { rule, trials, plan }),
  }
}

async function readWindows({ folder, windows, training }: WalkForwardPlan): Promise<FinishedWindow[]> {
  const calendar = calendarOf(marketAmong(training.bases, training.bases[0]?.name ?? ''))
  const finished: FinishedWindow[] = []
  for (const { number } of windows) {
    const place = windowFolder(folder, number)
    const stored = await findWindow(place)
    if (stored.state !== 'finished') throw new CancelledError(`window ${number} was removed meanwhile; run again`)
    finished.push({ ...stored.window, series: await readWindowSeries(place, stored.window, calendar) })
  }
  return finished
}

/** Joined series with the fills that were asked for. */
interface FilledStretches {
  readonly joined: readonly JoinedSeries[]
  readonly fills?: FillAssumptions
}

async function fillStretches(
  stretches: readonly TestedStretch[],
  {
    plan,
    request: { fills, stake, impact },
    exits,
    sources,
  }: {
    readonly plan: WalkForwardPlan
    readonly request: ResolvedWalkForwardRequest
    readonly exits: ExitRules
    readonly sources: WorkspaceSources
  },
): Promise<FilledStretches> {
  const joined = joinStretches(stretches)
  const needsBars = isDecidedInCandles(exits)
  if (fills === 'close' && needsBars)
    throw new RequestError(
      '{exitTrigger} high-low reads candles, and with {fills} close there are only closes; take {fills} realistic',
    )
  if (fills === 'close') return { joined }
  const filled = await fillSeries(
    joined.map(({ series }) => series),
    (base) => marketAmong(plan.training.bases, base),
    { stake, impact, needsBars },
    sources,
  )
  return {
    joined: joined.map((one, index) => ({ ...one, series: filled.series[index] ?? one.series })),
    fills: filled.assumptions,
  }
}

interface VerdictContext {
  readonly rule: StretchRule
  readonly trials: Awaited<ReturnType<typeof readTrials>>
  readonly plan: WalkForwardPlan
}

/** Whether the joined stretches show an edge: their days chose nothing that was traded on them. */
function verdictOf(
  { daily, traded }: WalkForwardFigures,
  joined: readonly JoinedSeries[],
  { rule, trials, plan: { training, windows } }: VerdictContext,
): Verdict {
  return makeWalkForwardVerdict({
    daily,
    bases: dailyReturnsByBase(traded, rule.fee),
    trades: traded.flatMap(({ trades }) => trades),
    stretches: windows.flatMap(({ number }) => {
      const parts = joined.flatMap(({ series, stretches }) =>
        stretches
          .filter((one) => one.number === number)
          .map(({ ranges, cell }) => ({ cell, series: { ...series, ranges } })),
      )
      const cell = parts[0]?.cell
      return cell ? [{ cell, series: parts.map(({ series }) => series) }] : []
    }),
    trading: rule,
    trials,
    horizon: training.target.value.horizon,
    seed: training.request.seed,
  })
}
