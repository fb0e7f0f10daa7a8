import type { Comparison } from '../../../../src/assessment/comparison/comparison.js'
import { formatInteger, formatSignedPercent } from '../../../ui/format.js'
import { Panel } from '../../../ui/panel.js'

/** Against other classifiers: in words, then in figures. Nothing where it was compared with none. */
export function ComparisonPanel({ comparison }: { readonly comparison: Comparison | undefined }) {
  if (!comparison) return null
  return (
    <Panel
      id="comparison"
      title="Comparison"
      note="on the minutes that both have; gains a day are shares of the capital"
    >
      <ul class="background-sentences">
        {comparison.sentences.map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
      <div class="scroll" tabIndex={0} role="region" aria-label="Comparison">
        <table>
          <thead>
            <tr>
              <th scope="col">against</th>
              {['days', 'trades', 'its trades', 'gain a day', 'its gain a day', 'difference, 95 %', 'p'].map((name) => (
                <th key={name} scope="col" class="right">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {comparison.pairs.map(({ name, days, first, second, figures }) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                <td class="right">{formatInteger(days)}</td>
                <td class="right">{formatInteger(first.trades)}</td>
                <td class="right">{formatInteger(second.trades)}</td>
                <td class="right">{formatSignedPercent(first.gainPerDay, 3)}</td>
                <td class="right">{formatSignedPercent(second.gainPerDay, 3)}</td>
                <td class="right">
                  {figures
                    ? `${formatSignedPercent(figures.interval.low, 3)} … ${formatSignedPercent(figures.interval.high, 3)}`
                    : 'cannot be said'}
                </td>
                <td class="right">{figures ? figures.adjustedPValue.toFixed(3) : '–'}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  )
}
