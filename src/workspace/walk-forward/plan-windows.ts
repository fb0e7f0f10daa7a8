import { join } from 'node:path'
import {
  durationText,
  layOutWindows,
  parseDuration,
  type WindowLayout,
  type WindowLengths,
} from '../../assessment/walk-forward/lay-out-windows.js'
import { separateSets } from '../../assessment/walk-forward/separate-sets.js'
import type { TrainingFingerprint } from '../../classifier/checkpoint.js'
import { UserError } from '../../core/errors.js'
import { calendarOf, marketPath, type Market } from '../../core/market.js'
import { RequestError } from '../../core/request-error.js'
import { DAY, MINUTE, isoRange, type TimeRange } from '../../core/time.js'
import { SET_TYPES, findCommonRange, type SplitSets } from '../../datasets/split-sets.js'
import { marketRangesOf, type MarketRange } from '../../store/ledger/market-ranges.js'
import { takerFee, type WorkspaceContext } from '../context.js'
import { requireOpen, readSeal } from '../ledger/seal.js'
import { requestRange } from '../request-range.js'
import { hashNeededCandles } from '../rows/base-rows.js'
import { countSetRows } from '../rows/count-set-rows.js'
import type { WorkspaceSources } from '../rows/data-sources.js'
import { joinNeeds } from '../rows/long-gaps.js'
import { splitRequestOf } from '../rows/resolve-splits.js'
import { noRowsText } from '../rows/split-rows.js'
import { checkpointSettings } from '../train/checkpoints.js'
import { defaultClassifierName, planTraining, type TrainingPlan } from '../train/plan-training.js'
import type { TrainRequest } from '../train/request.js'
import { TRAINING_KEYS, type ResolvedWalkForwardRequest, type WalkForwardRequest } from './request.js'

/** A window whose sets are known. */
export interface PlannedWindow {
  readonly number: number
  /** Purged of each other, without sealed minutes. */
  readonly sets: SplitSets
  /** All that its bits depend on, as text by name. */
  readonly identity: TrainingFingerprint
  readonly training: TrainRequest
}

/** A window that cannot be used, and why. */
export interface OmittedWindow {
  readonly number: number
  readonly test: TimeRange
  readonly reason: 'sealed'
}

export interface WalkForwardPlan {
  readonly name: string
  /** Where finished windows lie. */
  readonly folder: string
  readonly lengths: WindowLengths
  /** Everything of the trainings but their sets. */
  readonly training: TrainingPlan
  readonly windows: readonly PlannedWindow[]
  readonly omitted: readonly OmittedWindow[]
}

interface PlanContext {
  readonly context: WorkspaceContext
  readonly sources: WorkspaceSources
}

/**
 * Lays the windows out over the candles that all bases have, looks everything up, and lets the walk-forward pass the seal. Throws
 * RequestError and UserError where the windows do not fit, or one of them has no rows; nothing has been trained by then.
 */
export async function planWalkForward(
  given: WalkForwardRequest,
  request: ResolvedWalkForwardRequest,
  { context, sources }: PlanContext,
): Promise<WalkForwardPlan> {
  const trained = Object.fromEntries(Object.entries(given).filter(([key]) => TRAINING_KEYS.includes(key)))
  const training = await planTraining(
    { features: request.features, target: request.target, ...trained, sets: splitRequestOf(NO_SETS) },
    context.workspace,
    sources,
  )
  const lengths = lengthsOf(request)
  const name = request.name ?? defaultName(training, lengths)
  const layout = layOutWindows(await findRange(request, lengths, training, sources), lengths)
  const closed = await closedRanges(request, training, context)
  const calendar = calendarOf(firstMarket(training.bases))
  const separated = layout.map((window) => ({
    window,
    sets: separateSets(window, { reach: training.reach, calendar, closed }),
  }))
  const usable = separated.filter(({ sets }) => SET_TYPES.every((type) => sets[type].length > 0))
  const omitted = separated.filter((one) => !usable.includes(one)).map(({ window }) => omittedWindow(window))
  requireUsable(usable.length, omitted, separated)
  const folder = join(context.workspace.dataFolder, 'walk-forward', name)
  const windows: PlannedWindow[] = []
  for (const { window, sets } of usable)
    windows.push(await planWindow(window.number, sets, { training, trained, name, folder, context, sources }))
  await requireOpenWindows(windows, { training, name, openTestSet: request.openTestSet }, context)
  return { name, folder, lengths, training, windows, omitted }
}

/** Two minutes that nobody reads: a training is planned before its sets are known. */
const NO_SETS: SplitSets = {
  training: [{ from: 0, to: MINUTE }],
  validation: [{ from: MINUTE, to: 2 * MINUTE }],
  test: [],
}

function lengthsOf({ mode, training, validation, test, step }: ResolvedWalkForwardRequest): WindowLengths {
  const [trained = 0, validated = 0, tested = 0] = [training, validation, test].map(parseDuration)
  return { mode, training: trained, validation: validated, test: tested, step: parseDuration(step ?? test) ?? tested }
}

function defaultName({ request }: TrainingPlan, { mode, training, validation, test, step }: WindowLengths): string {
  const lengths = [training, validation, test, ...(step === test ? [] : [step])].map(durationText)
  return [defaultClassifierName(request), mode, ...lengths].join('-').slice(0, 100)
}

function firstMarket(bases: TrainingPlan['bases']): Market {
  const [first] = bases
  if (!first) throw new Error('a training has at least one base')
  return first.market
}

/**
 * The time of all stretches: as the request has it, else what all bases have behind the history that a row needs, from the begin of a UTC day on
 * where stretches are whole days.
 */
async function findRange(
  request: ResolvedWalkForwardRequest,
  { mode: _mode, ...lengths }: WindowLengths,
  { bases, reach }: TrainingPlan,
  { candles }: WorkspaceSources,
): Promise<TimeRange> {
  const stored = new Map<string, TimeRange>()
  for (const { name, market } of bases) {
    const range = await candles.range(market)
    if (range) stored.set(name, range)
  }
  const common = findCommonRange(stored)
  const calendar = calendarOf(firstMarket(bases))
  const history = Math.max(reach.featureHistory, reach.labelHistory)
  const { from, to } = requestRange(request)
  const grain = Object.values(lengths).every((length) => length % DAY === 0) ? DAY : MINUTE
  const known = calendar.timeAt(calendar.ordinalAt(common.from) + history)
  const begin = from ?? Math.ceil(known / grain) * grain
  const end = Math.min(to ?? common.to, common.to)
  if (begin < end) return { from: begin, to: end }
  throw new RequestError(
    `no time is left for windows: all bases have candles from ${isoRange(common)}, and features need ${history} minutes before a row; import more candles, or give another {from}`,
  )
}

/** Minutes of any of the markets that nobody may look at; none where they are to be opened. */
async function closedRanges(
  { openTestSet }: ResolvedWalkForwardRequest,
  { bases }: TrainingPlan,
  context: WorkspaceContext,
): Promise<readonly TimeRange[]> {
  if (openTestSet) return []
  const { closed } = await readSeal(
    context,
    bases.map(({ market }) => market),
  )
  const markets = new Set(bases.map(({ market }) => marketPath(market)))
  return closed.filter(({ market }) => markets.has(market))
}

function omittedWindow({ number, test }: WindowLayout): OmittedWindow {
  return { number, test, reason: 'sealed' }
}

interface Separated {
  readonly window: WindowLayout
  readonly sets: SplitSets
}

/** Throws where no window is left: all are sealed, or too short for what their rows read. */
function requireUsable(usable: number, omitted: readonly OmittedWindow[], separated: readonly Separated[]): void {
  const tooShort = separated.find(
    ({ window, sets }) => sets.training.length === 0 && sets.test.length > 0 && window.number === 1,
  )
  if (usable > 0) return
  const [first] = omitted
  const last = omitted.at(-1)
  if (tooShort) {
    throw new RequestError(
      `no row is left to train on in {training} ${isoRange(tooShort.window.training)}: rows there read into the stretches behind it, or sealed minutes; give a longer {training}`,
    )
  }
  const range = first && last ? isoRange({ from: first.test.from, to: last.test.to }) : ''
  throw new RequestError(
    `all windows are tested on sealed minutes (${range}), which a walk-forward stays outside of; import earlier or later candles, or open them with {openTestSet}, which is written down for good`,
  )
}

interface WindowContext extends PlanContext {
  readonly training: TrainingPlan
  /** What the call said of the trainings. */
  readonly trained: Readonly<Record<string, unknown>>
  readonly name: string
  readonly folder: string
}

async function planWindow(
  number: number,
  sets: SplitSets,
  { training, trained, name, folder, context, sources }: WindowContext,
): Promise<PlannedWindow> {
  const plan = { ...training, sets }
  await namingWindow(number, sets, () => requireWindowRows(plan, sources))
  const definition = joinNeeds({ features: plan.features.value, target: plan.target.value })
  const { featureHistory, labelHistory, labelHorizon } = plan.reach
  const reach = { definition, history: Math.max(featureHistory, labelHistory), horizon: labelHorizon }
  const ranges = SET_TYPES.flatMap((type) => sets[type])
  const hashed: { readonly base: TrainingPlan['bases'][number]; readonly candlesHash: string }[] = []
  for (const base of plan.bases)
    hashed.push({ base, candlesHash: await hashNeededCandles(sources, base, reach, ranges) })
  return {
    number,
    sets,
    identity: checkpointSettings(plan, hashed, [], takerFee(context)),
    training: {
      features: plan.request.features,
      target: plan.request.target,
      ...trained,
      bases: plan.bases.map(({ name: base }) => base),
      sets: splitRequestOf({ ...sets, test: [] }),
      out: join(folder, '.training', `${name}-${number}`),
    },
  }
}

/** Throws UserError where a base has no training row, or none has a validation or a test row. */
async function requireWindowRows(
  plan: TrainingPlan & { readonly sets: SplitSets },
  sources: WorkspaceSources,
): Promise<void> {
  const { features, target, sets, reach, flatMinutes } = plan
  const reader = { id: features.value.id, history: reach.featureHistory }
  const counting = { definitions: { features, target }, sets, reach, flatMinutes }
  const empty = { validation: true, test: true }
  for (const base of plan.bases) {
    const { rows, error } = await countSetRows(base, counting, sources)
    if (!rows) throw new UserError(error)
    if (rows.training.rows === 0) throw new UserError(noRowsText('training', base.name, rows.training, reader))
    for (const type of ['validation', 'test'] as const) {
      if (rows[type].rows > 0) empty[type] = false
      else if (base === plan.bases.at(-1) && empty[type])
        throw new UserError(noRowsText(type, base.name, rows[type], reader))
    }
  }
}

/** Runs `work`; an error that the user can mend says in which window it happened. */
export async function namingWindow<T>(
  number: number,
  { training, test }: SplitSets,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    const [first] = training
    const last = test.at(-1)
    const where = first && last ? ` (${isoRange({ from: first.from, to: last.to })})` : ''
    const text = error instanceof RequestError ? error.messageFor((key) => `{${key}}`) : error.message
    throw new RequestError(`window ${number}${where}: ${text}`, { cause: error })
  }
}

/** Lets the labels and trades of all windows pass, and writes down which sealed minutes they opened. */
async function requireOpenWindows(
  windows: readonly PlannedWindow[],
  {
    training,
    name,
    openTestSet,
  }: { readonly training: TrainingPlan; readonly name: string; readonly openTestSet: boolean },
  context: WorkspaceContext,
): Promise<void> {
  const { bases, reach } = training
  const ranges = bases.flatMap(({ market }): MarketRange[] => {
    const { interval } = calendarOf(market)
    const spans = windows.flatMap(({ sets }) =>
      SET_TYPES.flatMap((type) => sets[type]).map(({ from, to }) => ({
        from: from - reach.labelHistory * interval,
        to: to + reach.labelHorizon * interval,
      })),
    )
    return marketRangesOf([marketPath(market)], spans)
  })
  await requireOpen({ look: 'walk-forward', subject: name, ranges, openTestSet }, context)
}
