import { join } from 'node:path'
import { loadClassifier, scalerOf } from '../../classifier/classifier-files.js'
import type { DecisionRecord, Run } from '../../bookkeeping/records.js'
import { chooseBases } from '../../config/markets.js'
import type { Candles } from '../../core/candles.js'
import { entryOf } from '../../definitions/catalog.js'
import { UserError } from '../../core/errors.js'
import { MINUTE } from '../../core/time.js'
import { expandedColumns, computeLastRows } from '../../features/expand-lags.js'
import { featureCatalog } from '../../features/catalog.js'
import type { DecisionFeatures } from './api.js'
import { openCandleStore } from '../../store/candles/open-candle-store.js'
import { openLiveScorer } from '../../workspace/trade/live-scorer.js'
import type { WorkspaceFolder } from '../../workspace/context.js'

/**
 * What the net saw before a decision, computed again from the stored candles. Throws UserError where the classifier or
 * candles are not there.
 */
export async function computeDecisionFeatures(
  workspace: WorkspaceFolder,
  run: Run,
  { base, candleTime, scores }: DecisionRecord,
): Promise<DecisionFeatures> {
  if (!run.classifier) throw new UserError(`run ${run.id} followed no classifier, so there are no features behind it`)
  const { id, hash } = run.classifier
  const classifier = await loadClassifier(join(workspace.classifierFolder, id))
  const sets = await featureCatalog({ workspace: workspace.directory, id: classifier.description.features.id })
  const { value: set } = entryOf(sets, 'feature set', classifier.description.features.id)
  const scored = await openLiveScorer(id, classifier, [base, ...(set.needs ?? [])], workspace.directory)
  try {
    const candles = await readLastCandles(workspace, base, set.needs ?? [], candleTime, scored.history)
    const values = computeLastRows(set, candles, 1)
    const { center, scale } = scalerOf(classifier.description, base)
    const features = expandedColumns(set).map(({ name }, column) => {
      const value = values[column] ?? Number.NaN
      return { name, value, scaled: (value - (center[column] ?? 0)) / (scale[column] ?? 1) }
    })
    const again = await scored.score(base, candles)
    if (typeof again === 'string') throw new UserError(again)
    const isSame = hash === scored.classifier.hash && (!scores || areEqualScores(again, scores))
    return {
      featureSet: set.id,
      candleTime,
      features: features.sort((a, b) => Math.abs(b.scaled) - Math.abs(a.scaled)),
      scores: again,
      ...(isSame ? {} : { remark: describeDifference(hash === scored.classifier.hash, id) }),
    }
  } finally {
    await scored.close()
  }
}

function describeDifference(sameModel: boolean, id: string): string {
  return sameModel
    ? 'the stored candles give other scores than the decision had: they were revised since, or came late'
    : `${id} was trained again since this decision: its scores are not those that were decided by`
}

interface NamedScores {
  readonly hold: number
  readonly buy: number
  readonly sell: number
}

function areEqualScores(a: NamedScores, b: NamedScores): boolean {
  return Math.max(Math.abs(a.hold - b.hold), Math.abs(a.buy - b.buy), Math.abs(a.sell - b.sell)) < 1e-6
}

async function readLastCandles(
  workspace: WorkspaceFolder,
  base: string,
  needs: readonly string[],
  candleTime: number,
  history: number,
): Promise<Candles & { readonly others?: ReadonlyMap<string, Candles> }> {
  const store = openCandleStore(workspace.dataFolder)
  const markets = chooseBases(workspace.config, await store.markets(), [base, ...needs])
  const range = { from: candleTime - history * MINUTE, to: candleTime + MINUTE }
  const read = await Promise.all(
    markets.map(async ({ name, market }) => [name, await store.read(market, range)] as const),
  )
  const candles = read.find(([name]) => name === base)?.[1]
  if (!candles || candles.grid.rows < history + 1) {
    throw new UserError(
      `the store has not all ${history + 1} candles of ${base} before this decision; bring it up to date with`,
      { remedy: 'data.update' },
    )
  }
  return needs.length > 0 ? { ...candles, others: new Map(read) } : candles
}
