import type { AssessedExits } from '../../src/assessment/view/assessment-view.js'

/** `sold by the sell threshold alone`, or what else sells. */
export function describeExits(exits: AssessedExits['exits']): string {
  const { stopLoss, takeProfit, trailingStop, maxMinutes, lossMinutes, trigger } = exits
  const within = trigger === 'high-low' ? ' within the minute' : ''
  const phrases = [
    ...(stopLoss ? [`${percent(stopLoss)} below the purchase${within}`] : []),
    ...(takeProfit ? [`${percent(takeProfit)} above it${within}`] : []),
    ...(trailingStop ? [`${percent(trailingStop)} below the highest price since${within}`] : []),
    ...(maxMinutes ? [`after ${maxMinutes} min`] : []),
    ...(lossMinutes ? [`after more than ${lossMinutes} min at a loss`] : []),
  ]
  return phrases.length === 0 ? 'sold by the sell threshold alone' : `also sold ${phrases.join(', or ')}`
}

function percent(share: number): string {
  return `${Number((100 * share).toFixed(4))} %`
}
