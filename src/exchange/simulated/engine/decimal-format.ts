import { Decimal } from '../../../core/decimal.js'

/** Digits after the point that the exchange keeps of an amount, a price or a fee. */
export const ASSET_PRECISION = 8

/** A float in plain decimal digits: an exchange never writes exponents. */
export function formatNumber(value: number): string {
  const text = String(value)
  return text.includes('e') ? new Decimal(value).toFixed() : text
}

/** What was reckoned in floats, rounded to the digits that the exchange keeps. */
export function formatAssetNumber(value: number): string {
  return formatNumber(Number(value.toFixed(ASSET_PRECISION)))
}
