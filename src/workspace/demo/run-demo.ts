import { join } from 'node:path'
import { assess, type Assessment } from '../../assessment/assessment.js'
import { openBook } from '../../bookkeeping/book.js'
import {
  selectedThresholds,
  type SelectedThresholds,
  type ClassifierDescription,
} from '../../classifier/description.js'
import { loadClassifier, type Classifier } from '../../classifier/classifier-files.js'
import { MINUTE } from '../../core/time.js'
import { simulateCandles, toSimulatedMarket } from '../../ohlcv/simulate-candles.js'
import type { CandleStore } from '../../store/candles/candle-store.js'
import { scoreClassifier } from '../assess/score-classifier.js'
import { writeReport } from '../assess/write-report.js'
import type { Io } from '../../cli/io.js'
import { openLiveScorer } from '../trade/live-scorer.js'
import { tradeOnReplay } from '../trade/simulated-trade.js'
import type { TradeReport } from '../trade/trade-report.js'
import { openDataSources, type DataSources } from '../rows/data-sources.js'
import { splitRequestOf } from '../rows/resolve-splits.js'
import type { TrainRequest } from '../train/request.js'
import type { TrainResult } from '../train/result.js'
import { train } from '../train/run.js'
import type { WorkspaceContext } from '../context.js'
import { progressBars } from '../../cli/progress-bars.js'
import type { Workspace } from '../workspace.js'
import { demoRows, type DemoPlan } from './demo-plan.js'

/** What the demo found, for its last words. */
export interface DemoOutcome {
  readonly training: TrainResult
  /** Of the test set, which nothing was chosen by. */
  readonly test: Assessment
  readonly paper: TradeReport
  readonly report: string
}

const NAME = 'demo'

/** The whole path once. `say` is told each step before it begins. */
export async function runDemo(
  io: Io,
  plan: DemoPlan,
  workspace: Workspace,
  say: (line: string) => void,
): Promise<DemoOutcome> {
  const context: WorkspaceContext = {
    workspace,
    clock: io.clock,
    signal: io.signal,
    progress: progressBars(io),
    log: () => {},
  }
  const sources = openDataSources(context)
  say(`1. A simulated market: ${plan.bases.join(' and ')}, ${demoRows(plan).toLocaleString('en')} minutes each`)
  await storeMarket(plan, sources.candles)
  say('2. Features, labels and a net trained on them; the validation set chooses epoch and thresholds')
  const training = await train(trainRequest(plan), context)
  const classifier = await loadClassifier(training.classifier.folder)
  say('3. Assessment on the test set, which had no say in any choice')
  const assessed = await scoreClassifier({ name: NAME, classifier, set: 'test', bases: [] }, sources, say)
  const test = assess(assessed.series, {
    fee: Number(workspace.config.fees.taker),
    seed: plan.seed,
    ...(assessed.cell ? { cell: assessed.cell } : {}),
  })
  say('4. Paper trading over the beginning of the test set, through an exchange on loopback')
  const paper = await tradeOnPaper(io, plan, workspace, sources, classifier)
  const report = join(workspace.reportFolder, `${NAME}.html`)
  await writeReport(io, workspace, report, { assessed, assessment: test, paperTrade: paper })
  return { training, test, paper, report }
}

async function storeMarket(plan: DemoPlan, store: CandleStore): Promise<void> {
  for (const base of plan.bases) {
    const options = { seed: plan.seed, from: plan.range.from, rows: demoRows(plan), base }
    await store.merge(toSimulatedMarket(base, plan.quote), simulateCandles('market', options))
  }
}

function trainRequest({ bases, sets, seed, batchSize, epochs, patience }: DemoPlan): TrainRequest {
  return {
    features: 'F2cond20',
    target: 'T10up5low30min',
    bases: [...bases],
    sets: splitRequestOf(sets),
    seed,
    batchSize,
    epochs,
    patience,
    name: NAME,
    overwrite: true,
    // A demo goes on to trade, so it needs thresholds, however few trades they are chosen by.
    select: 'seed',
  }
}

/** The demo selects by the highest gain, which always chooses a cell. */
export function cellOf(description: ClassifierDescription): SelectedThresholds {
  const cell = selectedThresholds(description)
  if (!cell) throw new Error('no cell was chosen')
  return cell
}

async function tradeOnPaper(
  io: Io,
  plan: DemoPlan,
  workspace: Workspace,
  { candles, progress }: DataSources,
  classifier: Classifier,
): Promise<TradeReport> {
  const scored = await openLiveScorer(NAME, classifier, plan.bases)
  const book = openBook(workspace.bookFile)
  try {
    const needed = { from: plan.paper.from - (scored.history + 1) * MINUTE, to: plan.paper.to }
    const bases = []
    for (const name of plan.bases) {
      const market = toSimulatedMarket(name, plan.quote)
      bases.push({ name, symbol: market.symbol, candles: await candles.read(market, needed) })
    }
    const { buyThreshold, sellThreshold } = cellOf(classifier.description)
    return await tradeOnReplay({
      ...scored,
      book,
      runId: `${NAME}-${plan.seed}`,
      bases,
      range: plan.paper,
      config: workspace.config,
      thresholds: { buy: buyThreshold, sell: sellThreshold },
      startQuote: plan.startQuote,
      signal: io.signal,
      machineClock: io.clock,
      progress,
    })
  } finally {
    book.close()
    await scored.close()
  }
}
