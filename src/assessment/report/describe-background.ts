import type { GainAttribution } from '../attribution/gain-attribution.js'
import type { Trade } from '../simulate-trades.js'
import type { AssessedTrade } from '../view/assessment-view.js'
import type { AttributionView, Background } from '../view/background.js'

/** What an assessment says of the background. */
export interface BackgroundInput extends Omit<Background, 'attribution'> {
  readonly attribution?: GainAttribution
}

/** `trades`: all of the cell, those of each base in the order of the bases. */
export function describeBackground(input: BackgroundInput, trades: readonly Trade[]): Background {
  const { attribution, baselines, importance, comparison } = input
  return {
    ...(attribution && { attribution: describeAttribution(attribution, trades) }),
    ...(baselines && { baselines }),
    ...(importance && { importance }),
    ...(comparison && { comparison }),
  }
}

function describeAttribution(attribution: GainAttribution, trades: readonly Trade[]): AttributionView {
  const { costs, capacity, concentration, regimes, calibration, bestTrades, worstTrades } = attribution
  const numbers = new Map(
    trades.toSorted((a, b) => a.buyTime - b.buyTime).map((trade, index) => [keyOf(trade), index + 1]),
  )
  const toNumbered = (trade: Trade): AssessedTrade => {
    const { base, buyTime, buyPrice, sellTime, sellPrice, gain, minutes, exit } = trade
    const number = numbers.get(keyOf(trade)) ?? 0
    return { number, base, buyTime, buyPrice, sellTime, sellPrice, gain, minutes, exit }
  }
  return {
    costs,
    ...(capacity && { capacity }),
    concentration,
    regimes,
    skill: {
      brier: calibration.brier,
      isCorrected: calibration.isCorrected,
      classes: calibration.classes.map(({ name, share, skill }) => ({ name, share, skill })),
    },
    bestTrades: bestTrades.map(toNumbered),
    worstTrades: worstTrades.map(toNumbered),
  }
}

/** A base holds one position at a time. */
function keyOf({ base, buyTime }: Trade): string {
  return `${base} ${buyTime}`
}
