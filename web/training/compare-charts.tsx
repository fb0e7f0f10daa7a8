import type { TrainingEpoch, TrainingRunDetail } from '../../src/dashboard/training/api.js'
import { CurveChart, type Curve } from '../charts/curve-chart.js'
import { integerTicks } from '../charts/ticks.js'
import { formatNumber, formatSignedPercent } from '../ui/format.js'
import { Panel } from '../ui/panel.js'
import { createRunLabels } from './run-labels.js'

/** The same figure of several runs over the epochs. */
export function CompareCharts({ details }: { readonly details: readonly TrainingRunDetail[] }) {
  const labels = createRunLabels(details)
  const curves = (valueOf: (epoch: TrainingEpoch) => number | null, metric?: string): Curve[] =>
    details.flatMap((detail, index) => {
      if (metric !== undefined && detail.metric !== metric) return []
      const points = detail.epochs.map((epoch) => ({ x: epoch.epoch, y: valueOf(epoch) ?? Number.NaN }))
      return { name: labels[index] ?? '', tone: `series-${index + 1}`, points }
    })
  const common = { xText: (epoch: number) => `epoch ${epoch}`, xTicks: integerTicks }
  return (
    <Panel id="compared-curves" title="By epoch">
      <div class="charts">
        <section aria-label="Validation gain">
          <h3>Validation gain, used for selection</h3>
          <CurveChart
            label="Validation gain by epoch"
            curves={curves(({ gain }) => gain)}
            yText={(gain) => formatSignedPercent(gain, 1)}
            withZero
            {...common}
          />
        </section>
        {metricsOf(details).map((metric) => (
          <section key={metric} aria-label={metric}>
            <h3>{metric}, validation, used for selection</h3>
            <CurveChart
              label={`${metric} by epoch`}
              curves={curves(({ metric: value }) => value, metric)}
              yText={formatNumber}
              {...common}
            />
          </section>
        ))}
        <section aria-label="Validation loss">
          <h3>Loss, validation</h3>
          <CurveChart
            label="Validation loss by epoch"
            curves={curves(({ validationLoss }) => validationLoss)}
            yText={(loss) => loss.toFixed(3)}
            {...common}
          />
        </section>
        <section aria-label="Training loss">
          <h3>Loss, training</h3>
          <CurveChart
            label="Training loss by epoch"
            curves={curves(({ loss }) => loss)}
            yText={(loss) => loss.toFixed(3)}
            {...common}
          />
        </section>
        <section aria-label="Balanced accuracy">
          <h3>Balanced accuracy, validation</h3>
          <CurveChart
            label="Balanced accuracy by epoch"
            curves={curves(({ balancedAccuracy }) => balancedAccuracy)}
            yText={(share) => `${(100 * share).toFixed(1)} %`}
            {...common}
          />
        </section>
      </div>
    </Panel>
  )
}

/** Metrics that kept epochs were chosen by; each is drawn for the runs that have it. */
function metricsOf(details: readonly TrainingRunDetail[]): string[] {
  return [...new Set(details.flatMap(({ metric }) => metric ?? []))]
}
