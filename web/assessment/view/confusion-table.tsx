import type { MatrixFigures } from '../../../src/assessment/view/assessment-view.js'
import { formatPercent, formatInteger } from '../../ui/format.js'

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
            <th scope="col" class="right" title="share of the label's rows that were predicted so">
              recall
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
                <td class="right">{all > 0 ? formatPercent((counts[row] ?? 0) / all, 1) : '–'}</td>
              </tr>
            )
          })}
          <tr>
            <th scope="row">precision</th>
            {classes.map((name, column) => (
              <td key={name} class="right note">
                {precisionText(confusion, column)}
              </td>
            ))}
            <td colSpan={3} />
          </tr>
        </tbody>
      </table>
    </div>
  )
}

/** Of the rows that were predicted as a class, the share that had its label. */
function precisionText(confusion: MatrixFigures['confusion'], column: number): string {
  const predicted = confusion.reduce((sum, row) => sum + (row[column] ?? 0), 0)
  return predicted > 0 ? formatPercent((confusion[column]?.[column] ?? 0) / predicted, 1) : '–'
}
