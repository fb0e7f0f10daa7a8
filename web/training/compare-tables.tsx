import type { TrainingRunDetail } from '../../src/dashboard/training/api.js'
import { formatPercent, formatInteger } from '../ui/format.js'
import { Panel } from '../ui/panel.js'
import { createRunLabels } from './run-labels.js'
import { formatGain, formatLowerBound } from './run-state.js'
import { formatSetting } from './setting-text.js'

interface CompareTablesProps {
  readonly details: readonly TrainingRunDetail[]
}

interface ComparedRow {
  readonly name: string
  readonly values: readonly string[]
}

/** What came of the runs, and in which settings they differ. */
export function CompareTables({ details }: CompareTablesProps) {
  const labels = createRunLabels(details)
  const differences = findDifferences(details)
  return (
    <>
      <Panel id="compared-results" title="Results" note="on the validation set, which chose epoch and thresholds">
        <ComparedTable caption="Results of the runs" labels={labels} rows={results(details)} />
      </Panel>
      <Panel id="compared-settings" title="Settings that differ">
        {differences.length === 0 ? (
          <p class="note">{details.length > 1 ? 'None: these runs give the same bits.' : 'Choose another run.'}</p>
        ) : (
          <ComparedTable caption="Settings that differ" labels={labels} rows={differences} />
        )}
      </Panel>
    </>
  )
}

function ComparedTable({
  caption,
  labels,
  rows,
}: {
  readonly caption: string
  readonly labels: readonly string[]
  readonly rows: readonly ComparedRow[]
}) {
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label={caption}>
      <table class="compared">
        <caption class="visually-hidden">{caption}</caption>
        <thead>
          <tr>
            <td />
            {labels.map((label, index) => (
              <th key={label} scope="col">
                <i class={`swatch tone-series-${index + 1}`} aria-hidden="true" />
                {label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ name, values }) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              {values.map((value, index) => (
                <td key={labels[index]}>{value}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function results(details: readonly TrainingRunDetail[]): ComparedRow[] {
  const row = (name: string, valueOf: (detail: TrainingRunDetail) => string): ComparedRow => ({
    name,
    values: details.map(valueOf),
  })
  return [
    row('best epoch', ({ run }) => (run.best ? `${run.best.epoch} of ${run.epochsDone}` : '–')),
    row('gain', ({ run }) => formatGain(run.best?.gain)),
    row('lower bound', ({ run }) => (run.best ? formatLowerBound(run.best.lower) : '–')),
    row('trades', ({ run }) => (run.best ? formatInteger(run.best.count) : '–')),
    row('thresholds', ({ run }) => (run.best ? `buy ${run.best.buyThreshold}, sell ${run.best.sellThreshold}` : '–')),
    row('validation loss', ({ run }) => run.best?.validationLoss?.toFixed(4) ?? '–'),
    row('balanced accuracy', ({ run }) => formatShare(run.best?.balancedAccuracy, 1)),
    row('recalls', ({ run, lineage }) =>
      lineage.classes.map((name, index) => `${name} ${formatShare(run.best?.recalls[index])}`).join(', '),
    ),
    row('samples a second', ({ steps }) =>
      formatInteger(median(steps.map(({ samplesPerSecond }) => samplesPerSecond))),
    ),
  ]
}

function formatShare(share: number | null | undefined, digits = 0): string {
  return share === null || share === undefined ? '–' : formatPercent(share, digits)
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
}

function findDifferences(details: readonly TrainingRunDetail[]): ComparedRow[] {
  const names = new Set(details.flatMap(({ settings }) => Object.keys(settings)))
  return [...names]
    .map((name) => ({ name, values: details.map(({ settings }) => formatSetting(name, settings[name])) }))
    .filter(({ name, values }) => name !== 'layers' && new Set(values).size > 1)
}
