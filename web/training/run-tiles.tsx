import type { TrainingRun, TrainingRunDetail } from '../../src/dashboard/training/api.js'
import { formatDuration, formatInteger } from '../ui/format.js'
import { Progress } from '../ui/progress.js'
import { Tile } from '../ui/tile.js'
import { formatGain, formatLowerBound } from './run-state.js'

interface RunTilesProps {
  readonly run: TrainingRun
  readonly detail: TrainingRunDetail
}

/** The figures of a run at a glance; while it runs also its pace and how far it is. */
export function RunTiles({ run, detail }: RunTilesProps) {
  const { best, position, epochs, epochsDone } = run
  const last = detail.epochs.at(-1)
  const isLive = run.state === 'running' || run.state === 'elsewhere'
  return (
    <>
      {isLive && <LiveProgress run={run} />}
      <dl class="tiles">
        <Tile
          label="Epochs done"
          value={`${epochsDone} of ${epochs}`}
          remark={`ends after ${detail.patience} without a better one`}
        />
        <Tile
          label="Loss"
          value={position && isLive ? position.loss.toFixed(4) : last ? last.loss.toFixed(4) : '–'}
          remark={last && last.validationLoss !== null ? `validation ${last.validationLoss.toFixed(4)}` : undefined}
        />
        <Tile
          label="Validation gain, used for selection"
          value={formatGain(best?.gain)}
          tone={best ? (best.gain > 0 ? 'gain' : 'loss') : undefined}
          remark={
            best &&
            `epoch ${best.epoch}, ${formatInteger(best.count)} trades · lower bound ${formatLowerBound(best.lower)}`
          }
        />
        <Tile
          label="Samples a second"
          value={formatInteger(samplesPerSecondOf(detail))}
          remark={isLive && position ? `at most ${formatDuration(position.secondsLeft / 60)} left` : formatElapsed(run)}
        />
      </dl>
    </>
  )
}

function LiveProgress({ run: { position, epochs } }: { readonly run: TrainingRun }) {
  if (!position) return <Progress label="first epoch" done={0} total={0} />
  const { epoch, step, stepsPerEpoch, secondsLeft } = position
  return (
    <Progress
      label={`epoch ${epoch} of ${epochs}`}
      done={step}
      total={stepsPerEpoch}
      unit="steps"
      remark={secondsLeft < 90 ? `at most ${secondsLeft} s left` : `at most ${formatDuration(secondsLeft / 60)} left`}
    />
  )
}

/** The middle of the last paces: single ones jump. */
function samplesPerSecondOf({ steps }: TrainingRunDetail): number {
  const last = steps.slice(-9).map(({ samplesPerSecond }) => samplesPerSecond)
  return last.sort((a, b) => a - b)[Math.floor(last.length / 2)] ?? 0
}

function formatElapsed({ startedAt, lastAt }: TrainingRun): string {
  const seconds = Math.round((lastAt - startedAt) / 1000)
  return seconds < 90 ? `${seconds} s in all` : `${formatDuration(seconds / 60)} in all`
}
