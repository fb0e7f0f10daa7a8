import type { CostSensitivity, SpreadStep } from '../../../../src/assessment/attribution/cost-sensitivity.js'
import { formatPercent, formatSignedPercent } from '../../../ui/format.js'

/** The gain at other fees, spreads and delays, and the fee at which nothing is left. */
export function CostGrid({ costs }: { readonly costs: CostSensitivity }) {
  const { fees, spreads, delays, gain } = costs
  const highest = Math.max(1e-9, ...gain.flat(2).map(Math.abs))
  return (
    <section class="background-wide" aria-labelledby="costs-title">
      <h3 id="costs-title">At other costs</h3>
      <p>{describeBreakEven(costs)}</p>
      <div class="scroll" tabIndex={0} role="region" aria-label="Gain at other costs">
        <table class="costs">
          <caption class="visually-hidden">Gain by delay and spread (down) and fee a side (across)</caption>
          <thead>
            <tr>
              <th scope="col">filled</th>
              <th scope="col" class="right">
                spread
              </th>
              {fees.map((fee) => (
                <th key={fee} scope="col" class="right">
                  fee {formatPercent(fee, 3)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {delays.flatMap((delay, i) =>
              spreads.map((spread, j) => (
                <tr key={`${delay} ${j}`}>
                  <th scope="row">{delay === 0 ? 'as assessed' : `${delay} min later`}</th>
                  <td class="right">{describeSpread(spread)}</td>
                  {fees.map((fee, k) => {
                    const value = gain[i]?.[j]?.[k] ?? 0
                    const tone = value > 0 ? 'up' : value < 0 ? 'down' : ''
                    return (
                      <td
                        key={fee}
                        class={`right ${tone}`}
                        style={{ '--strength': `${Math.round(8 + 42 * Math.sqrt(Math.abs(value) / highest))}%` }}
                      >
                        {formatSignedPercent(value)}
                      </td>
                    )
                  })}
                </tr>
              )),
            )}
          </tbody>
        </table>
      </div>
    </section>
  )
}

function describeBreakEven({ perTrade, breakEvenFee }: CostSensitivity): string {
  if (!perTrade || breakEvenFee === null) return ''
  const { gross, costs } = perTrade
  const trade = `A trade makes ${formatSignedPercent(gross, 3)} before costs, and costs take ${formatPercent(costs, 3)}.`
  return breakEvenFee > 0
    ? `${trade} Nothing would be left at a fee of ${formatPercent(breakEvenFee, 3)} a side.`
    : `${trade} It would lose without any fee, too.`
}

function describeSpread({ factor, share }: SpreadStep): string {
  return factor === null || factor === 1 ? formatPercent(share, 3) : `${formatPercent(share, 3)} (× ${factor})`
}
