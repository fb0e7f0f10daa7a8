import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { monthName, nextMonthStart, type TimeRange } from '../../core/time.js'
import { listNames } from './paths.js'
import { isStagedFileName } from './staged-file.js'

/** A stored month of a market. */
export interface MonthFile {
  readonly month: TimeRange
  readonly file: string
}

/** The files in the folder of a market. */
export interface MarketFolder {
  /** Months in the order of time. */
  readonly months: readonly MonthFile[]
  /** Files that were found damaged and set aside, sorted by path, with the month of each. */
  readonly damaged: readonly MonthFile[]
}

const MONTH_FILE = /^(\d{4}-(?:0[1-9]|1[0-2]))\.arrow$/
const DAMAGED_FILE = /^(\d{4}-(?:0[1-9]|1[0-2]))\.arrow\.damaged-\d+$/

/** Returns the file of the month that contains `time`. */
export function monthFileOf(folder: string, time: number): string {
  return join(folder, `${monthName(time)}.arrow`)
}

/** Lists the folder of a market; a missing one is empty. */
export async function listMarketFolder(folder: string): Promise<MarketFolder> {
  const names = await listNames(folder)
  return { months: matching(folder, names, MONTH_FILE), damaged: matching(folder, names, DAMAGED_FILE) }
}

/** Finds the damaged files whose month has not been written again: their candles are lost until it is. */
export function findLostMonths({ months, damaged }: MarketFolder): MonthFile[] {
  const healthy = new Set(months.map(({ month }) => month.from))
  return damaged.filter(({ month }) => !healthy.has(month.from))
}

/** Removes the staged files of killed writers; the caller must hold the writer's lock. */
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
