import type { Market } from '../../../../src/core/market.js'

export const STRESS_MARKET: Market = { exchange: 'simulated', type: 'spot', symbol: 'SIM/USDT', interval: '1m' }
/** Two days before and after a month's end. */
export const STRESS_START = Date.UTC(2024, 0, 30)
export const STRESS_ROWS = 4 * 1440
/** Rows before the month's end. */
export const STRESS_FIRST_MONTH = 2 * 1440
