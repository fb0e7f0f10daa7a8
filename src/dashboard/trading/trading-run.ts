import { z } from 'zod'
import type { Book } from '../../bookkeeping/book.js'
import type { Run, ControlRecord } from '../../bookkeeping/records.js'
import { traderStateOf } from '../../bookkeeping/trader-state.js'
import type { EquityPoint, TradingStop, TradingRun } from './api.js'

/** What the book has of a run's settings, as far as the page needs it. Older books may lack any of it. */
const settingsSchema = z.object({
  quote: z.string().default(''),
  bases: z.array(z.object({ name: z.string(), symbol: z.string() })).default([]),
  thresholds: z.object({ buy: z.number(), sell: z.number() }).optional(),
})
export type RunSettings = z.output<typeof settingsSchema>

export function readRunSettings(run: Run): RunSettings {
  const parsed = settingsSchema.safeParse(jsonOf(run.config))
  return parsed.success ? parsed.data : { quote: '', bases: [] }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** One run for the page. `now` is the machine's time. */
export function describeTradingRun(book: Book, run: Run, now: number): TradingRun {
  const { quote, bases, thresholds } = readRunSettings(run)
  const { paused, killed } = book.accountState(run.account)
  const { first, last } = book.equityBounds(run.id)
  return {
    id: run.id,
    account: run.account,
    mode: run.mode,
    state: traderStateOf(book, run, now),
    started: run.time,
    ...(run.endTime === undefined ? {} : { ended: run.endTime }),
    ...(run.outcome === undefined ? {} : { outcome: run.outcome }),
    ...(run.classifier ? { classifier: run.classifier.id } : {}),
    bases: bases.map(({ name }) => name),
    quote,
    ...(thresholds && { thresholds }),
    ...(paused && { paused: stopOf(paused) }),
    ...(killed && { killed: stopOf(killed) }),
    differences: book.differences(run.account).map(({ currency, booked, balance }) => ({
      currency,
      booked: booked.toFixed(),
      balance: balance.toFixed(),
    })),
    ...(first && { first: pointOf(first) }),
    ...(last && { latest: pointOf(last) }),
  }
}

function stopOf({ time, source }: ControlRecord): TradingStop {
  return { since: time, source }
}

function pointOf({ minute, equity }: ReturnType<Book['equity']>[number]): EquityPoint {
  return { minute, equity: equity.toFixed() }
}
