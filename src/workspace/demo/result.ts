import { selectedThresholds, type SelectedThresholds } from '../../classifier/description.js'
import { UserError } from '../../core/errors.js'
import type { AssessResult } from '../assess/result.js'
import type { TradeResult } from '../trade/result.js'
import type { TrainResult } from '../train/result.js'

/** What the demo found. */
export interface DemoResult {
  /** Folder of the demo's own workspace. */
  readonly folder: string
  readonly training: TrainResult
  /** Of the test set, which nothing was chosen by. */
  readonly test: AssessResult
  readonly paper: TradeResult
  /** File of the report. */
  readonly report: string
}

/** The cell that the validation set chose. Throws UserError where none made a trade: the demo selects by the highest gain. */
export function demoThresholds({ training }: Pick<DemoResult, 'training'>): SelectedThresholds {
  const thresholds = selectedThresholds(training.classifier.description)
  if (!thresholds) throw new UserError('no cell made a trade on the validation set: take more days, or another seed')
  return thresholds
}

export function demoJson(result: DemoResult): unknown {
  const { gain, count, buyThreshold, sellThreshold } = demoThresholds(result)
  const { set, usedForSelection, epoch } = result.training.classifier.description.selection
  const { overall } = result.test.assessment
  const { equity: _equity, equityCurve: _curve, seen: _seen, isKilled: _killed, fills, ...paper } = result.paper
  return {
    simulated: true,
    validation: { set, usedForSelection, epoch, buyThreshold, sellThreshold, gain, count },
    test: {
      gain: overall.gain,
      count: overall.trades.length,
      maxDrawdown: overall.maxDrawdown,
      buyAndHold: overall.buyAndHold,
      randomEntries: overall.randomEntries,
      rows: overall.rows,
      events: overall.events,
    },
    paper: { ...paper, fills: fills.length },
    report: result.report,
  }
}
