// The script of the thread that scores sets of classifiers, so that the dashboard goes on answering meanwhile.
import { join } from 'node:path'
import { loadClassifier, type Classifier } from '../../classifier/classifier-files.js'
import { DEFAULT_FILLS } from '../../core/fill-rules.js'
import type { Market } from '../../core/market.js'
import { allowCode } from '../../definitions/code-trust.js'
import { serveJobs } from '../../runtime/serve-jobs.js'
import { priorCounts } from '../../classifier/probabilities.js'
import { openCandleStore } from '../../store/candles/open-candle-store.js'
import type { ExitRules } from '../../core/exit-rules.js'
import type { Target } from '../../targets/target.js'
import { resolveExits } from '../../workspace/resolve-exits.js'
import { openQuoteStore } from '../../store/quotes/open-quote-store.js'
import { scoreClassifier } from '../../workspace/assess/score-classifier.js'
import { withDerivedStore } from '../../workspace/compute/compute-pool.js'
import { fillSeries, marketAmong } from '../../workspace/rows/fill-series.js'
import { readWorkspace } from '../../workspace/context.js'
import { createPortProgress } from './port-progress.js'
import { scoreJobSchema, shareSeries, type ScoreJob, type ScoredSet } from './score-protocol.js'

serveJobs(async (body) => {
  const job = scoreJobSchema.parse(body)
  try {
    return { value: await scoreSet(job), transfer: [] }
  } finally {
    job.port.close()
  }
})

async function scoreSet({ directory, allowsCode, classifier: name, set, port }: ScoreJob): Promise<ScoredSet> {
  if (allowsCode) allowCode(directory)
  const workspace = await readWorkspace(directory)
  const classifier = await loadClassifier(join(workspace.classifierFolder, name))
  const candles = openCandleStore(workspace.dataFolder)
  const notes: string[] = []
  const { trading } = workspace.config
  const exitsOf = (target: Target): ExitRules => resolveExits({ request: { lossMinutes: 0 }, trading, target })
  const scored = await withDerivedStore(workspace, candles, (derived) =>
    scoreClassifier(
      { name, classifier, set, bases: [], exitsOf },
      {
        config: workspace.config,
        workspace: directory,
        candles,
        dataFolder: workspace.dataFolder,
        derived,
        progress: createPortProgress(port),
        signal: new AbortController().signal,
      },
      (line) => void notes.push(line),
    ),
  )
  const { source, cell, exits, horizon, markets = [], history } = scored
  const rules = { ...DEFAULT_FILLS, ...workspace.config.selection }
  const marketOf = (base: string): Market => marketAmong(classifier.description.bases, base)
  const stores = { candles, quotes: openQuoteStore(workspace.dataFolder) }
  const filled = rules.fills === 'close' ? undefined : await fillSeries(scored.series, marketOf, rules, stores)
  const { series } = filled ?? scored
  return {
    series: series.map(shareSeries),
    fills: filled?.assumptions ?? null,
    usedForSelection: source.usedForSelection,
    simulated: source.simulated,
    selected: cell ? { buyThreshold: cell.buyThreshold, sellThreshold: cell.sellThreshold } : null,
    atEvents: classifier.description.events !== undefined,
    counts: countsOf(classifier),
    fee: Number(workspace.config.fees.taker),
    exits,
    horizon: horizon ?? null,
    markets: [...markets],
    epochs: history.length,
    notes,
  }
}

function countsOf({ description }: Classifier): number[] | null {
  const counts = priorCounts(description)
  return counts ? [...counts] : null
}
