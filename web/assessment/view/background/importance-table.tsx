import type { FeatureImportance } from '../../../../src/assessment/attribution/feature-importance.js'
import { formatInteger, formatSignedPercent } from '../../../ui/format.js'
import { GainBar } from './gain-bar.js'

/** Columns that are listed: the rest matters little. */
const MAX_COLUMNS = 30

/** What the gain loses where the values of one column are exchanged among minutes. */
export function ImportanceTable({ importance }: { readonly importance: FeatureImportance }) {
  const { columns, draws, blockMinutes } = importance
  const shown = columns.slice(0, MAX_COLUMNS)
  const highest = Math.max(...columns.map((one) => Math.abs(one.importance)))
  return (
    <section class="background-wide" aria-labelledby="importance-title">
      <h3 id="importance-title">Importance of the features</h3>
      <p>
        By how much the gain falls where one column is permuted in blocks of {formatInteger(blockMinutes)} minutes, mean
        of {draws} draws
        {shown.length < columns.length ? `; the first ${shown.length} of ${columns.length} columns` : ''}.
      </p>
      <div class="scroll" tabIndex={0} role="region" aria-label="Importance of the features">
        <table>
          <thead>
            <tr>
              <th scope="col">column</th>
              <th scope="col" class="right">
                gain lost
              </th>
              <td />
              <th scope="col" class="right">
                lowest and highest draw
              </th>
            </tr>
          </thead>
          <tbody>
            {shown.map(({ column, importance: lost, low, high }) => (
              <tr key={column}>
                <th scope="row">{column}</th>
                <td class="right">{formatSignedPercent(lost)}</td>
                <td>
                  <GainBar value={lost} highest={highest} />
                </td>
                <td class="right">
                  {formatSignedPercent(low)} … {formatSignedPercent(high)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  )
}
