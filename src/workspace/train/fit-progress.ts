import type { EpochReport, TrainingPosition } from '../../classifier/fit.js'
import type { Clock } from '../../core/clock.js'
import type { Progress, ProgressTask } from '../../core/progress.js'

/** What a fit reports to. */
export interface FitProgress {
  readonly onStep: (position: TrainingPosition) => void
  readonly onEpoch: (report: EpochReport, isBest: boolean) => void
  /** Ends the epoch that was cut short. */
  readonly end: () => void
}

/** One task an epoch, in samples; its remark shows the loss, then the validation gain and how long the fit takes at most. */
export function fitProgress(progress: Progress, clock: Clock, epochs: number, batchSize: number): FitProgress {
  const started = clock.now()
  let task: ProgressTask | undefined
  let first: number | undefined
  return {
    onStep: ({ epoch, step, stepsPerEpoch, loss }) => {
      task ??= progress.start(`epoch ${epoch}/${epochs}`, stepsPerEpoch * batchSize, 'samples')
      task.update(step * batchSize, `loss ${loss.toFixed(4)}`)
    },
    onEpoch: (report, isBest) => {
      first ??= report.epoch
      const left = ((clock.now() - started) * (epochs - report.epoch)) / (report.epoch - first + 1)
      const mark = isBest ? ' (best)' : ''
      task?.end(
        `loss ${report.loss.toFixed(4)} · validation gain ${gainText(report)}${mark} · at most ${durationText(left)} left`,
      )
      task = undefined
    },
    end: () => task?.end('stopped'),
  }
}

/** `3.25 % in 120 trades`. */
export function gainText({ gain, count }: Pick<EpochReport, 'gain' | 'count'>): string {
  return `${(100 * gain).toFixed(2)} % in ${count.toLocaleString('en')} trades`
}

function durationText(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000)
  return seconds >= 90 ? `${Math.round(seconds / 60)} min` : `${seconds} s`
}
