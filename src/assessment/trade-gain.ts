/** Gain of buying at one price and selling at another, as a share of the stake, with the fee paid on both. */
export function tradeGain(buyPrice: number, sellPrice: number, fee: number): number {
  return (sellPrice * (1 - fee)) / (buyPrice * (1 + fee)) - 1
}
