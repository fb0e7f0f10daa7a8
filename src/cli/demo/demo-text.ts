import { isoMinute } from '../../core/time.js'
import { gainStyle } from '../style.js'
import { renderTable } from '../table.js'
import { demoThresholds, type DemoResult } from '../../workspace/demo/result.js'

/** The demo's last words: what was found, beside what doing nothing clever would have found. */
export function demoText(result: DemoResult): string {
  const { test, paper, report } = result
  const selection = demoThresholds(result)
  const { overall, cell } = test.assessment
  const { mean, low, high } = overall.randomEntries
  const table = renderTable(
    [{ name: '' }, { name: 'gain after fees', align: 'right' }, { name: '' }],
    [
      [
        'validation set',
        gainText(selection.gain),
        `${selection.count} trades; used for selection, so too good to believe`,
      ],
      ['test set', gainText(overall.gain), `${overall.trades.length} trades; no choice was made by it`],
      ['  buy and hold', gainText(overall.buyAndHold), 'the same stake held over the test set, summed over the bases'],
      [
        '  random entries',
        gainText(mean),
        `as many trades as long at random; 90 % lie in ${percent(low)} … ${percent(high)}`,
      ],
      [
        'paper trade',
        gainText(paper.gain),
        `${paper.orders} orders, ${paper.fills.length} fills, ${isoMinute(paper.from)} to ${isoMinute(paper.to)}`,
      ],
      ['  buy and hold', gainText(paper.buyAndHold), 'of the same bases over the same time'],
    ],
  )
  return `
${table}
Sums over trades of one stake each, at buy ≥ ${cell.buyThreshold}, sell ≥ ${cell.sellThreshold}; the paper trade is a share of its account.
${verdict(overall.gain, overall.buyAndHold, high, paper.gain)}
The market is simulated and has something to learn put into it: this shows that the machinery works, not that markets
can be beaten.

Report: ${report}
`
}

function verdict(gain: number, hold: number, randomHigh: number, paper: number): string {
  const beats = gain > hold && gain > randomHigh
  const found = beats
    ? 'On the test set the net did better than holding and than 95 % of random entries'
    : 'On the test set the net did NOT do better than both holding and 95 % of random entries'
  return `${found}; the paper trade, with limit orders that must be filled, ${paper > 0 ? 'gained' : 'lost'} ${percent(Math.abs(paper)).replace('+', '')}.`
}

function gainText(share: number): string {
  return gainStyle(share, percent(share))
}

function percent(share: number): string {
  return `${share > 0 ? '+' : ''}${(100 * share).toFixed(2)} %`
}
