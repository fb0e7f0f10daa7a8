import type { Capacity } from '../../../../src/assessment/attribution/capacity.js'
import { formatPercent, formatSignedPercent } from '../../../ui/format.js'

/** What orders of other sizes gain, and how much of the market's volume they are. */
export function CapacityTable({ capacity }: { readonly capacity: Capacity }) {
  return (
    <section aria-labelledby="capacity-title">
      <h3 id="capacity-title">Capacity</h3>
      <p>{describeCapacity(capacity)}</p>
      <div class="scroll" tabIndex={0} role="region" aria-label="Gain by size of an order">
        <table>
          <thead>
            <tr>
              {['order, quote', 'gain', 'profit, quote', 'of the minute’s volume'].map((name) => (
                <th key={name} scope="col" class="right">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {capacity.points.map(({ stake, gain, profit, volumeShare }) => (
              <tr key={stake}>
                <th scope="row" class="right">
                  {round(stake)}
                </th>
                <td class={`right ${gain > 0 ? 'gain' : 'loss'}`}>{formatSignedPercent(gain)}</td>
                <td class="right">{round(profit)}</td>
                <td class="right">{volumeShare ? formatPercent(volumeShare.median, 1) : '–'}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  )
}

function describeCapacity({ best, limit }: Capacity): string {
  if (!best) return 'None of the sizes tried gains where its minutes have the volume for it.'
  const until = limit === null ? '' : ` Orders of more than about ${round(limit)} gain nothing.`
  return `Of the sizes tried, orders of ${round(best.stake)} quote gain most: ${round(best.profit)}.${until}`
}

function round(value: number): string {
  return Number(value.toPrecision(3)).toLocaleString('en')
}
