import type { ReportEpoch } from '../../../src/assessment/report/report-data.js'
import { CurveChart } from '../../charts/curve-chart.js'
import { integerTicks } from '../../charts/ticks.js'
import { formatSignedPercent } from '../../ui/format.js'
import { Panel } from '../../ui/panel.js'

/** Loss and validation gain by epoch; the epoch that was kept is marked. */
export function TrainingPanel({ history }: { readonly history: readonly ReportEpoch[] }) {
  const [first] = history
  if (!first) return null
  const highest = history.reduce((high, epoch) => (epoch.validationGain > high.validationGain ? epoch : high), first)
  const best = history.find((epoch) => epoch.kept) ?? highest
  const mark = { x: best.epoch, text: `epoch ${best.epoch} was kept` }
  const common = { xText: (epoch: number) => `epoch ${Math.round(epoch)}`, xTicks: integerTicks, mark }
  return (
    <Panel
      id="training"
      title="Training"
      note={`${history.length} ${history.length === 1 ? 'epoch' : 'epochs'}; epoch ${best.epoch} kept, the validation set was used for selection`}
    >
      <div class="pair">
        <section aria-label="Loss by epoch">
          <h3>Loss</h3>
          <CurveChart
            label="Loss by epoch"
            curves={[
              { name: 'loss', tone: 'accent', points: history.map(({ epoch, loss }) => ({ x: epoch, y: loss })) },
            ]}
            yText={(loss) => loss.toFixed(3)}
            {...common}
          />
        </section>
        <section aria-label="Validation gain by epoch">
          <h3>Best validation gain over all thresholds</h3>
          <CurveChart
            label="Validation gain by epoch"
            curves={[
              {
                name: 'gain',
                tone: 'accent',
                points: history.map(({ epoch, validationGain }) => ({ x: epoch, y: validationGain })),
              },
            ]}
            yText={(gain) => formatSignedPercent(gain, 1)}
            {...common}
          />
        </section>
      </div>
    </Panel>
  )
}
