import type { DataGaps, DataList, DataPart, DataQuality, DataSpan } from './api.js'
import { calendarDays } from '../../workspace/data/gap-calendar.js'
import type { TimeFormat } from '../../workspace/time-format.js'
import type { MarketQuality } from './quality-cache.js'

/** Entries of a list that are sent at most. */
const MAX_ITEMS = 200

/** The quality of a market, and how its times are shown. */
export interface QualityWithTime extends MarketQuality {
  readonly time: TimeFormat
}

/** The figures of a market, and how complete each of its months is. */
export function createQualityResponse(path: string, { quality, stale, time }: QualityWithTime): DataQuality {
  const { range, rows, missing, gaps, outages, noTradeShare, noTradeBreaks, minuteQuoteVolume, spikes } = quality
  return {
    path,
    ...range,
    candles: rows - missing,
    missing,
    gaps: gaps.length,
    outages: outages.length,
    noTradeShare,
    noTradeBreaks: noTradeBreaks.length,
    minuteQuoteVolume,
    spikes: spikes.length,
    staleRuns: stale.length,
    months: monthsOf(daysOf({ quality, time })),
  }
}

/** Every day of a market, and what interrupts it: the longest spans first. */
export function createGapsResponse(path: string, { quality, stale, time }: QualityWithTime): DataGaps {
  return {
    path,
    days: daysOf({ quality, time }),
    outages: longest(quality.outages),
    notImported: longest(quality.notImported),
    noTradeBreaks: longest(quality.noTradeBreaks),
    flatRuns: longest(quality.flatRuns),
    staleRuns: longest(stale),
    spikes: {
      count: quality.spikes.length,
      items: quality.spikes
        .toSorted((a, b) => Math.abs(b.change) - Math.abs(a.change))
        .slice(0, MAX_ITEMS)
        .map(({ time: at, change }) => ({ time: at, change })),
    },
  }
}

function daysOf({ quality, time }: Pick<QualityWithTime, 'quality' | 'time'>): DataPart[] {
  return calendarDays(quality, time).map(({ date, ...day }) => ({ name: date, ...day }))
}

function monthsOf(days: readonly DataPart[]): DataPart[] {
  const months = new Map<string, DataPart>()
  for (const { name, minutes, missing, outage } of days) {
    const month = name.slice(0, 7)
    const sum = months.get(month)
    months.set(month, {
      name: month,
      minutes: (sum?.minutes ?? 0) + minutes,
      missing: (sum?.missing ?? 0) + missing,
      outage: (sum?.outage ?? false) || outage,
    })
  }
  return [...months.values()]
}

function longest(spans: readonly DataSpan[]): DataList<DataSpan> {
  const items = spans.toSorted((a, b) => b.minutes - a.minutes).slice(0, MAX_ITEMS)
  return { count: spans.length, items: items.map(({ from, to, minutes }) => ({ from, to, minutes })) }
}
