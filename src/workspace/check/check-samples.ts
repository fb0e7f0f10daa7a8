import { countSampleRows } from '../../checks/sample.js'
import type { Subject } from '../../checks/subject.js'
import type { Base } from '../../config/markets.js'
import { sliceCandles, type Candles } from '../../core/candles.js'
import { calendarOf, marketOfBase } from '../../core/market.js'
import { intersect, type TimeRange } from '../../core/time.js'
import type { CandleStore } from '../../store/candles/candle-store.js'
import { subjectOf, type CatalogDefinition } from './catalog-definitions.js'
import { sendSample, type SentSample } from './check-protocol.js'

/** The last stored candles of each base, as many as checking the definition takes; bases without enough are left out. */
export async function readStoredSamples(
  definition: CatalogDefinition,
  bases: readonly Base[],
  store: CandleStore,
): Promise<SentSample[]> {
  const subject = subjectOf(definition)
  const sent: SentSample[] = []
  for (const base of bases) {
    const candles = await lastCandles(subject, base, store)
    if (candles) sent.push(sendSample(base.name, candles))
  }
  return sent
}

/** The last candles of a file; none for a definition that needs those of other bases which were not given. */
export function sampleOfFile(definition: CatalogDefinition, name: string, candles: Candles): SentSample[] {
  const subject = subjectOf(definition)
  if (subject.needs.some((base) => !candles.others?.has(base))) return []
  const rows = Math.min(candles.grid.rows, countSampleRows(subject))
  return [sendSample(name, sliceCandles(candles, candles.grid.rows - rows, rows))]
}

async function lastCandles(subject: Subject, { market }: Base, store: CandleStore): Promise<Candles | undefined> {
  const markets = [market, ...subject.needs.map((base) => marketOfBase(market, base))]
  let range: TimeRange | undefined
  for (const one of markets) {
    const stored = await store.range(one)
    range = stored && (range ? intersect(range, stored) : stored)
    if (!range) return undefined
  }
  if (!range) return undefined
  const from = Math.max(range.from, range.to - countSampleRows(subject) * calendarOf(market).interval)
  const [own, ...others] = await Promise.all(markets.map((one) => store.read(one, { from, to: range.to })))
  if (!own) return undefined
  const named = subject.needs.flatMap((base, i) => {
    const candles = others[i]
    return candles ? [[base, candles] as const] : []
  })
  return { ...own, others: new Map(named) }
}
