import type { MatrixFigures } from '../../src/dashboard/assessment/api.js'
import { formatPercent, formatInteger } from '../ui/format.js'

interface ConfusionTableProps {
  readonly figures: MatrixFigures
  readonly classes: readonly string[]
}

/** Rows by label and predicted class; thresholds play no part. */
export function ConfusionTable({ figures: { confusion, labels }, classes }: ConfusionTableProps) {
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label="Labels and predictions">
      <table class="confusion">
        <caption class="visually-hidden">Rows by label (down) and predicted class (across)</caption>
        <thead>
          <tr>
            <th scope="col">label \ predicted</th>
            {classes.map((name) => (
              <th key={name} scope="col" class="right">
                {name}
              </th>
            ))}
            <th scope="col" class="right">
              rows
            </th>
            <th scope="col" class="right" title="runs of successive rows with this label">
              events
            </th>
          </tr>
        </thead>
        <tbody>
          {classes.map((label, row) => {
            const counts = confusion[row] ?? []
            const all = counts.reduce((sum, count) => sum + count, 0)
            return (
              <tr key={label}>
                <th scope="row">{label}</th>
                {counts.map((count, column) => (
                  <td
                    key={classes[column]}
                    class={`right ${row === column ? 'hit' : 'miss'}`}
                    style={{ '--strength': `${Math.round(all > 0 ? (60 * count) / all : 0)}%` }}
                  >
                    {formatInteger(count)} <small>{all > 0 ? formatPercent(count / all) : '–'}</small>
                  </td>
                ))}
                <td class="right">{formatInteger(labels[row]?.rows ?? 0)}</td>
                <td class="right">{formatInteger(labels[row]?.events ?? 0)}</td>
              </tr>
            )
          })}
        </tbody>
      </table>
    </div>
  )
}
