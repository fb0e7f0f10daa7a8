import type { RegimeResult, Regimes } from '../../../../src/assessment/attribution/regimes.js'
import { formatInteger, formatPercent, formatSignedPercent } from '../../../ui/format.js'
import { GainBar } from './gain-bar.js'

/** The gain by what the market did when a purchase was decided, and by when and what was bought. */
export function RegimeTables({ regimes }: { readonly regimes: Regimes }) {
  const { volatility, trend, hour, base, month } = regimes
  return (
    <>
      <RegimeTable id="volatility" title="By volatility of the day before" results={volatility} />
      <RegimeTable id="trend" title="By trend of the day before" results={trend} />
      {base.length > 1 && <RegimeTable id="base" title="By base" results={base} />}
      {month.length > 1 && <RegimeTable id="month" title="By month of the purchase" results={month} />}
      <RegimeTable id="hour" title="By hour of the purchase, UTC" results={hour} />
    </>
  )
}

interface RegimeTableProps {
  readonly id: string
  readonly title: string
  readonly results: readonly RegimeResult[]
}

function RegimeTable({ id, title, results }: RegimeTableProps) {
  const highest = Math.max(...results.map(({ gain }) => Math.abs(gain)))
  return (
    <section aria-labelledby={`regime-${id}-title`}>
      <h3 id={`regime-${id}-title`}>{title}</h3>
      <div class="scroll" tabIndex={0} role="region" aria-label={title}>
        <table>
          <thead>
            <tr>
              <th scope="col">{id}</th>
              <th scope="col" class="right">
                rows
              </th>
              <th scope="col" class="right">
                trades
              </th>
              <th scope="col" class="right">
                won
              </th>
              <th scope="col" class="right">
                gain
              </th>
              <td />
            </tr>
          </thead>
          <tbody>
            {results.map(({ name, rows, trades, wins, gain }) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                <td class="right">{formatInteger(rows)}</td>
                <td class="right">{formatInteger(trades)}</td>
                <td class="right">{trades > 0 ? formatPercent(wins / trades) : '–'}</td>
                <td class="right">{formatSignedPercent(gain)}</td>
                <td>
                  <GainBar value={gain} highest={highest} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  )
}
