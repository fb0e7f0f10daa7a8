import { Decimal } from '../../../core/decimal.js'

/** Digits after the point that the exchange keeps of an amount, a price or a fee. */
export const ASSET_DIGITS = 8

/** A float in plain decimal digits: an exchange never writes exponents. */
export function plainDigits(value: number): string {
  const text = String(value)
  return text.includes('e') ? new Decimal(value).toFixed() : text
}

/** What was reckoned in floats, rounded to the digits that the exchange keeps. */
export function assetDigits(value: number): string {
  return plainDigits(Number(value.toFixed(ASSET_DIGITS)))
}
