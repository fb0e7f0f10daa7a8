import { Decimal } from '../../core/decimal.js'

/** Fees by currency, to six digits. */
export function feeText(fees: Readonly<Record<string, string>>): string {
  const parts = Object.entries(fees).map(
    ([currency, amount]) => `${new Decimal(amount).toSignificantDigits(6).toFixed()} ${currency}`,
  )
  return parts.join(', ') || 'none'
}

/** An amount of quote, to two decimals. */
export function money(text: string): string {
  return new Decimal(text).toFixed(2)
}

/** A share in per cent, with its sign. */
export function percent(gain: number): string {
  return `${gain >= 0 ? '+' : ''}${(100 * gain).toFixed(2)} %`
}

/** What a gain is worth on a time that was used before, for what `seen` says. */
export function seenText(seen: readonly string[]): string {
  return `This time was used for ${seen.join(' and ')}: what was gained in it says nothing about any other.`
}
