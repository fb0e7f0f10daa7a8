import { basename } from 'node:path'
import type { ClassifierDescription } from '../../classifier/description.js'
import { selectedThresholds } from '../../classifier/description.js'
import type { EpochReport } from '../../classifier/fit-options.js'
import type { ScoredSeries } from '../../assessment/scored-series.js'
import { marketPath } from '../../core/market.js'
import type { FitEntry } from '../../store/ledger/ledger-entries.js'
import { marketRangesOf } from '../../store/ledger/market-ranges.js'
import type { WorkspaceContext } from '../context.js'
import type { RowPlan } from '../rows/plan-rows.js'
import { openWorkspaceLedger } from './open-workspace-ledger.js'
import { recordCell } from './record-cell.js'

/** A fit that is about to begin. */
export interface StartedFit extends Pick<FitEntry, 'trainer' | 'isResumed' | 'net' | 'params' | 'seed'> {
  readonly plan: Pick<RowPlan, 'bases' | 'sets' | 'features' | 'target'>
  /** Folder of the classifier. */
  readonly folder: string
}

/** What a fit selected on the validation set. */
export interface FinishedFit {
  /** The epoch that is kept. */
  readonly best: EpochReport
  readonly selection: ClassifierDescription['selection']
  readonly epochs: number
  /** The scores of that epoch on the validation set. */
  readonly series: readonly ScoredSeries[]
}

/** A fit that is in the ledger. */
export interface RecordedFit {
  /** Adds the cell that it selected, with its daily returns. */
  finish(finished: FinishedFit): Promise<void>
}

/** Writes a fit into the ledger before it begins, so that one that is stopped counts too. Throws UserError where it cannot. */
export async function recordFit(
  { plan, folder, ...started }: StartedFit,
  context: Pick<WorkspaceContext, 'workspace' | 'clock'>,
): Promise<RecordedFit> {
  const { bases, sets, features, target } = plan
  const time = context.clock.now()
  const classifier = basename(folder)
  const id = `${new Date(time).toISOString()} ${process.pid} ${classifier}`
  const markets = bases.map(({ market }) => marketPath(market))
  const entry: FitEntry = {
    kind: 'fit',
    time,
    id,
    classifier,
    ...started,
    params: { ...started.params },
    features: features.value.id,
    target: target.value.id,
    training: marketRangesOf(markets, sets.training),
    validation: marketRangesOf(markets, sets.validation),
  }
  await openWorkspaceLedger(context).addTrials([entry])
  return {
    finish: async ({ best, selection, epochs, series }) => {
      const selected = selectedThresholds({ selection })
      const { buyThreshold, sellThreshold } = selected ?? best
      await recordCell(
        {
          classifier,
          fit: id,
          set: 'validation',
          selectedBy: 'validation',
          isRejected: selected === undefined,
          buyThreshold,
          sellThreshold,
          epochs,
          series,
          bases,
        },
        context,
      )
    },
  }
}
