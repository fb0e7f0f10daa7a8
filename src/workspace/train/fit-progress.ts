import type { EpochReport, RobustValidationResult, TrainingPosition } from '../../classifier/fit-options.js'
import { findDecidingFigure, type DecidingFigure } from '../../classifier/select-epoch.js'
import type { Clock } from '../../core/clock.js'
import type { Progress, ProgressTask } from '../../core/progress.js'
import type { Monitor } from './monitor.js'

/** What a fit reports to. */
export interface FitProgress {
  readonly onStep: (position: TrainingPosition) => void
  readonly onEpoch: (report: EpochReport, isBest: boolean) => void
  /** Ends the epoch that was cut short. */
  readonly end: () => void
}

/** The fit that is shown. */
export interface ShownFit {
  readonly epochs: number
  readonly batchSize: number
  readonly monitor: Monitor
  /** Epochs that a resumed fit has behind it. */
  readonly earlier: readonly EpochReport[]
}

/**
 * One task an epoch, in samples; its remark shows the losses of training and validation, the validation gain, by which of them
 * epochs are compared, and how long the fit takes at most.
 */
export function fitProgress(
  progress: Progress,
  clock: Clock,
  { epochs, batchSize, monitor, earlier }: ShownFit,
): FitProgress {
  const started = clock.now()
  let task: ProgressTask | undefined
  let first: number | undefined
  let isRobustKnown = earlier.some(({ robust }) => robust !== undefined)
  return {
    onStep: ({ epoch, step, stepsPerEpoch, loss }) => {
      task ??= progress.start(`epoch ${epoch}/${epochs}`, stepsPerEpoch * batchSize, 'samples')
      task.update(step * batchSize, `loss ${loss.toFixed(4)}`)
    },
    onEpoch: (report, isBest) => {
      first ??= report.epoch
      const left = ((clock.now() - started) * (epochs - report.epoch)) / (report.epoch - first + 1)
      task?.end(`${epochText(report, isBest, monitor, isRobustKnown)} · at most ${durationText(left)} left`)
      task = undefined
      isRobustKnown ||= report.robust !== undefined
    },
    end: () => task?.end('stopped'),
  }
}

/**
 * `loss 0.8123 training, 0.9012 validation (decides, best) · validation gain 3.25 % in 120 trades`: the figure that epochs are
 * compared by is marked, and where the epoch is the best so far, that too.
 */
export function epochText(
  report: EpochReport,
  isBest: boolean,
  { rule, metric }: Pick<Monitor, 'rule' | 'metric'>,
  isRobustKnown: boolean,
): string {
  const deciding = findDecidingFigure(rule, report, isRobustKnown)
  const mark = (figure: DecidingFigure): string => (figure === deciding ? ` (decides${isBest ? ', best' : ''})` : '')
  const { loss, validation, robust } = report
  const validationText = validation ? `, ${validation.loss.toFixed(4)} validation` : ''
  const metricText = metric ? ` · ${metric.value.id} ${report.metric?.toPrecision(5) ?? '–'}${mark('metric')}` : ''
  return [
    `loss ${loss.toFixed(4)} training${validationText}${mark('loss')}`,
    `validation gain ${rule === 'robust' && robust ? robustText(robust) : gainText(report)}${mark('gain')}${metricText}`,
  ].join(' · ')
}

function robustText({ lower, ...cell }: RobustValidationResult): string {
  return `${gainText(cell)}, at least ${(100 * lower).toFixed(2)} %`
}

/** `3.25 % in 120 trades`. */
export function gainText({ gain, count }: Pick<EpochReport, 'gain' | 'count'>): string {
  return `${(100 * gain).toFixed(2)} % in ${count.toLocaleString('en')} trades`
}

function durationText(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000)
  return seconds >= 90 ? `${Math.round(seconds / 60)} min` : `${seconds} s`
}
