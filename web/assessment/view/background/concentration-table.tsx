import type { Concentration, GainShares } from '../../../../src/assessment/attribution/concentration.js'
import { formatPercent, formatSignedPercent } from '../../../ui/format.js'

/** How much of the gain the best trades, days and bases make. */
export function ConcentrationTable({
  concentration: { trades, days, bases },
}: {
  readonly concentration: Concentration
}) {
  const rows = [...rowsOf(trades, 'trade'), ...rowsOf(days, 'day'), ...(bases.count > 1 ? rowsOf(bases, 'base') : [])]
  const index = trades.herfindahl.gains
  return (
    <section aria-labelledby="concentration-title">
      <h3 id="concentration-title">Concentration</h3>
      {index !== null && (
        <p>Herfindahl index of the trades that gain: {index.toFixed(3)} (0: all alike, 1: one has it all).</p>
      )}
      <div class="scroll" tabIndex={0} role="region" aria-label="Share of the best in the gain">
        <table>
          <thead>
            <tr>
              <th scope="col">part</th>
              <th scope="col" class="right">
                gain
              </th>
              <th scope="col" class="right">
                of the whole gain
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ name, gain, share }) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                <td class="right">{formatSignedPercent(gain)}</td>
                <td class="right">{share === null ? 'there is none' : formatPercent(share)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  )
}

function rowsOf({ top, count: all }: GainShares, part: string) {
  return top.map(({ count, gain, share }) => ({
    name: `${count === 1 ? `best ${part}` : `${count} best ${part}s`} of ${all}`,
    gain,
    share,
  }))
}
