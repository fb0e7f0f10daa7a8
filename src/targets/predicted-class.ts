/** Classes of a label, and of the scores of a row. */
export const HOLD = 0
export const BUY = 1
export const SELL = 2

/**
 * The class that the scores of one row decide for: sell where its score is nowhere below the others, buy where it is above sell and not below
 * hold. What is assessed and what is traded both decide by it.
 */
export function predictedClass(hold: number, buy: number, sell: number): typeof HOLD | typeof BUY | typeof SELL {
  if (sell >= buy && sell >= hold) return SELL
  return buy > sell && buy >= hold ? BUY : HOLD
}
