import { z } from 'zod'
import { Decimal } from '../core/decimal.js'
import type { BalanceDifference } from './compare-balances.js'
import type { Adjustment } from './positions.js'
import {
  RUN_MODES,
  type Action,
  type BalanceRecord,
  type BookFill,
  type BookOrder,
  type DecisionRecord,
  type EquityRecord,
  type Heartbeat,
  type OrderChange,
  type Run,
  type Scores,
  type ControlRecord,
} from './records.js'

// // Rows of the database are parsed like any other input, because another program may have written them.

const decimal = z
  .string()
  .regex(/^-?\d+(\.\d+)?$/, 'expected a decimal number')
  .transform((text) => new Decimal(text))
const time = z.int()
const side = z.enum(['buy', 'sell'])
const state = z.enum(['planned', 'open', 'filled', 'cancelled', 'rejected', 'expired', 'lost'])
const flag = z.union([z.literal(0), z.literal(1)]).transform((value) => value === 1)

const runRow = z.object({
  id: z.string(),
  account: z.string(),
  mode: z.enum(RUN_MODES),
  started: time,
  ended: time.nullable(),
  outcome: z.enum(['done', 'stopped', 'failed']).nullable(),
  config: z.string(),
  classifier_id: z.string().nullable(),
  classifier_hash: z.string().nullable(),
})

export function parseRun(row: unknown): Run {
  const { id, account, mode, started, ended, outcome, config, classifier_id, classifier_hash } = runRow.parse(row)
  const run = { id, account, mode, time: started, config, endTime: ended ?? undefined, outcome: outcome ?? undefined }
  if (classifier_id === null) return run
  return { ...run, classifier: { id: classifier_id, hash: classifier_hash ?? '' } }
}

const orderRow = z.object({
  client_order_id: z.string(),
  run_id: z.string(),
  account: z.string(),
  base: z.string(),
  symbol: z.string(),
  side,
  price: decimal,
  amount: decimal,
  iceberg_amount: decimal.nullable(),
  minute: time,
  reason: z.string(),
  time,
  state,
  exchange_id: z.string().nullable(),
  filled: decimal,
  cost: decimal,
  booked: decimal,
  settled: flag,
})

export function parseOrder(row: unknown): BookOrder {
  const { client_order_id, run_id, iceberg_amount, exchange_id, booked, settled, ...rest } = orderRow.parse(row)
  return {
    ...rest,
    clientOrderId: client_order_id,
    runId: run_id,
    icebergAmount: iceberg_amount ?? undefined,
    exchangeId: exchange_id ?? undefined,
    bookedAmount: booked,
    isComplete: settled,
  }
}

const changeRow = z.object({ time, state, filled: decimal, cost: decimal, detail: z.string() })

export function parseOrderChange(row: unknown): OrderChange {
  return changeRow.parse(row)
}

const fillRow = z.object({
  symbol: z.string(),
  id: z.string(),
  client_order_id: z.string(),
  exchange_order_id: z.string(),
  side,
  price: decimal,
  amount: decimal,
  fee_currency: z.string(),
  fee_amount: decimal,
  maker: flag,
  time,
})

export function parseFill(row: unknown): BookFill {
  const { client_order_id, exchange_order_id, fee_currency, fee_amount, ...rest } = fillRow.parse(row)
  return {
    ...rest,
    clientOrderId: client_order_id,
    exchangeOrderId: exchange_order_id,
    fee: { currency: fee_currency, amount: fee_amount },
  }
}

const decisionRow = z.object({
  run_id: z.string(),
  minute: time,
  base: z.string(),
  candle_time: time,
  close: z.number(),
  hold: z.number().nullable(),
  buy: z.number().nullable(),
  sell: z.number().nullable(),
  signal: z.enum(['hold', 'buy', 'sell']),
  act: z.enum(['none', 'buy', 'sell']),
  reason: z.string(),
  loss_minutes: z.int(),
  held_since: z.int().nullable(),
  peak_price: z.number().nullable(),
})

export function parseDecision(row: unknown): DecisionRecord {
  const { run_id, candle_time, hold, buy, sell, loss_minutes, held_since, peak_price, ...rest } = decisionRow.parse(row)
  return {
    ...rest,
    runId: run_id,
    candleTime: candle_time,
    scores: scoresOf(hold, buy, sell),
    lossMinutes: loss_minutes,
    ...(held_since !== null && peak_price !== null && { held: { since: held_since, peak: peak_price } }),
  }
}

function scoresOf(hold: number | null, buy: number | null, sell: number | null): Scores | undefined {
  return hold === null || buy === null || sell === null ? undefined : { hold, buy, sell }
}

const actionRow = z.object({
  run_id: z.string(),
  time,
  kind: z.enum([
    'start',
    'skip',
    'refuse',
    'order',
    'cancel',
    'fault',
    'reconcile',
    'stop',
    'watch',
    'unavailable',
    'available',
    'balance',
  ]),
  base: z.string().nullable(),
  detail: z.string(),
})

export function parseAction(row: unknown): Action {
  const { run_id, base, ...rest } = actionRow.parse(row)
  return base === null ? { ...rest, runId: run_id } : { ...rest, runId: run_id, base }
}

const balanceRow = z.object({
  run_id: z.string(),
  snapshot: z.int(),
  time,
  currency: z.string(),
  free: decimal,
  locked: decimal,
})

export function parseBalance(row: unknown): BalanceRecord {
  const { run_id, ...rest } = balanceRow.parse(row)
  return { ...rest, runId: run_id }
}

const differenceRow = z.object({ currency: z.string(), booked: decimal, balance: decimal })

export function parseDifference(row: unknown): BalanceDifference {
  return differenceRow.parse(row)
}

const adjustmentRow = z.object({ time, symbol: z.string(), amount: decimal })

export function parseAdjustment(row: unknown): Adjustment {
  return adjustmentRow.parse(row)
}

const equityRow = z.object({ minute: time, equity: decimal })

export function parseEquity(row: unknown): EquityRecord {
  return equityRow.parse(row)
}

const wishRow = z.object({
  account: z.string(),
  time,
  wish: z.enum(['pause', 'resume', 'kill', 'release']),
  source: z.string(),
})

export function parseControlRecord(row: unknown): ControlRecord {
  const { wish, ...rest } = wishRow.parse(row)
  return { ...rest, command: wish }
}

const heartbeatRow = z.object({ time, pid: z.int() })

export function parseHeartbeat(row: unknown): Heartbeat {
  return heartbeatRow.parse(row)
}

const numberRow = z.object({ n: z.int().nullable() })

/** Returns the one number that a query gives under the name `n`; undefined for NULL. */
export function parseNumber(row: unknown): number | undefined {
  return numberRow.parse(row).n ?? undefined
}
