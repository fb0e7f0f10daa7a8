import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { monthName, nextMonthStart, type TimeRange } from '../../core/time.js'
import { listNames } from './paths.js'
import { isStagedFileName } from './staged-file.js'

/** A month of a market that is in the store. */
export interface MonthFile {
  readonly month: TimeRange
  readonly file: string
}

/** What lies in the folder of a market. */
export interface MarketFolder {
  /** In the order of time. */
  readonly months: readonly MonthFile[]
  /** Files that were found damaged and set aside, by path, with the month that each held. */
  readonly damaged: readonly MonthFile[]
}

const MONTH_FILE = /^(\d{4}-(?:0[1-9]|1[0-2]))\.arrow$/
const DAMAGED_FILE = /^(\d{4}-(?:0[1-9]|1[0-2]))\.arrow\.damaged-\d+$/

/** File of the month that holds `time`. */
export function monthFileOf(folder: string, time: number): string {
  return join(folder, `${monthName(time)}.arrow`)
}

/** Lists a market's folder; one that does not exist is empty. */
export async function listMarketFolder(folder: string): Promise<MarketFolder> {
  const names = await listNames(folder)
  return { months: matching(folder, names, MONTH_FILE), damaged: matching(folder, names, DAMAGED_FILE) }
}

/** Damaged files whose month has not been written again: their candles are lost until someone does. */
export function findLostMonths({ months, damaged }: MarketFolder): MonthFile[] {
  const healthy = new Set(months.map(({ month }) => month.from))
  return damaged.filter(({ month }) => !healthy.has(month.from))
}

/** Removes what a killed writer left behind. Only for the holder of the writer's lock. */
export async function removeStagedFiles(folder: string): Promise<void> {
  for (const name of await listNames(folder)) {
    if (isStagedFileName(name)) await rm(join(folder, name), { force: true })
  }
}

function matching(folder: string, names: readonly string[], pattern: RegExp): MonthFile[] {
  return names.flatMap((name) => {
    const [, month] = pattern.exec(name) ?? []
    if (!month) return []
    const from = Date.parse(`${month}-01T00:00Z`)
    return [{ month: { from, to: nextMonthStart(from) }, file: join(folder, name) }]
  })
}
