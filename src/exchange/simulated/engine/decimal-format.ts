import { Decimal } from '../../../core/decimal.js'

/** The exchange keeps so many digits after the point of an amount, a price or a fee. */
export const ASSET_PRECISION = 8

/** Formats a float in plain decimal digits: an exchange never writes exponents. */
export function formatNumber(value: number): string {
  const text = String(value)
  return text.includes('e') ? new Decimal(value).toFixed() : text
}

/** Formats a float rounded to the digits that the exchange keeps. */
export function formatAssetNumber(value: number): string {
  return formatNumber(Number(value.toFixed(ASSET_PRECISION)))
}
