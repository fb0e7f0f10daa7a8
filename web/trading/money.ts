/** A decimal amount for people: thousands apart, two digits, more for what is small. The figure itself stays text until here. */
export function formatMoney(text: string): string {
  const value = Number(text)
  const digits = value !== 0 && Math.abs(value) < 1 ? 6 : 2
  return value.toLocaleString('en', { minimumFractionDigits: 2, maximumFractionDigits: digits })
}

/** An amount of a coin: up to eight digits, as far as there are any. */
export function formatAmount(text: string): string {
  return Number(text).toLocaleString('en', { maximumFractionDigits: 8 })
}
