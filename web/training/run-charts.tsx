import type { TrainingEpoch, TrainingRunDetail } from '../../src/dashboard/training/api.js'
import { CurveChart, type Curve } from '../charts/curve-chart.js'
import { integerTicks } from '../charts/ticks.js'
import { formatNumber, formatSignedPercent, formatPercent, formatCompact } from '../ui/format.js'

/** Loss, gain, recalls and pace by epoch; the best epoch is marked. */
export function RunCharts({ detail }: { readonly detail: TrainingRunDetail }) {
  const { epochs, steps, run, lineage, metric } = detail
  const best = run.best
  const mark = best ? { x: best.epoch, text: `epoch ${best.epoch} is the best` } : undefined
  const last = Math.max(1, epochs.at(-1)?.epoch ?? 1, Math.ceil(steps.at(-1)?.at ?? 0))
  const common = { xText: formatEpoch, xTicks: integerTicks, mark, xRange: [0, last] as const }
  return (
    <div class="charts">
      <section aria-label="Loss by epoch">
        <h3>Loss</h3>
        <CurveChart label="Loss by epoch" curves={lossCurves(detail)} yText={(loss) => loss.toFixed(3)} {...common} />
      </section>
      <section aria-label="Validation gain by epoch">
        <h3>Validation gain, used for selection</h3>
        <CurveChart
          label="Validation gain by epoch"
          curves={gainCurves(epochs)}
          yText={(gain) => formatSignedPercent(gain, 1)}
          withZero
          {...common}
        />
      </section>
      {metric !== null && (
        <section aria-label={`${metric} by epoch`}>
          <h3>{metric}, validation, used for selection</h3>
          <CurveChart
            label={`${metric} by epoch`}
            curves={[metricCurve(metric, epochs)]}
            yText={formatNumber}
            {...common}
          />
        </section>
      )}
      <section aria-label="Class recalls by epoch">
        <h3>Recall of each class, validation</h3>
        <CurveChart
          label="Recall of each class by epoch"
          curves={recallCurves(epochs, lineage.classes)}
          yText={(share) => formatPercent(share)}
          {...common}
          yRange={[0, 1]}
        />
      </section>
      <section aria-label="Samples a second">
        <h3>Samples a second</h3>
        <CurveChart
          label="Samples a second over the training"
          curves={[
            {
              name: 'pace',
              tone: 'accent',
              points: steps.map(({ at, samplesPerSecond }) => ({ x: at, y: samplesPerSecond })),
            },
          ]}
          yText={formatCompact}
          withZero
          {...common}
        />
      </section>
    </div>
  )
}

function formatEpoch(epoch: number): string {
  return Number.isInteger(epoch) ? `epoch ${epoch}` : `epoch ${epoch.toFixed(1)}`
}

function lossCurves({ epochs, steps }: TrainingRunDetail): Curve[] {
  const within = steps.length > 0 && epochs.length < 4
  return [
    {
      name: 'training',
      tone: 'accent',
      points: within
        ? steps.map(({ at, loss }) => ({ x: at, y: loss }))
        : epochs.map(({ epoch, loss }) => ({ x: epoch, y: loss })),
    },
    {
      name: 'validation',
      tone: 'series-2',
      points: epochs.map(({ epoch, validationLoss }) => ({ x: epoch, y: validationLoss ?? Number.NaN })),
    },
  ]
}

function gainCurves(epochs: readonly TrainingEpoch[]): Curve[] {
  return [
    { name: 'best thresholds', tone: 'accent', points: epochs.map(({ epoch, gain }) => ({ x: epoch, y: gain })) },
    {
      name: 'lower bound (19 of 20 resamplings)',
      tone: 'series-2',
      points: epochs.map(({ epoch, lower }) => ({ x: epoch, y: lower ?? Number.NaN })),
    },
  ]
}

function metricCurve(name: string, epochs: readonly TrainingEpoch[]): Curve {
  return { name, tone: 'accent', points: epochs.map(({ epoch, metric }) => ({ x: epoch, y: metric ?? Number.NaN })) }
}

function recallCurves(epochs: readonly TrainingEpoch[], classes: readonly string[]): Curve[] {
  return classes.map((name, index) => ({
    name,
    tone: ['hold', 'buy', 'sell'].includes(name) ? name : `series-${(index % 8) + 1}`,
    points: epochs.map(({ epoch, recalls }) => ({ x: epoch, y: recalls[index] ?? Number.NaN })),
  }))
}
