import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { systemCodeOf } from '../../core/errors.js'
import { marketPath, type Market } from '../../core/market.js'
import { monthName, nextMonthStart, type TimeRange } from '../../core/time.js'
import { listNames } from './names-in.js'
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

export function candlesFolder(dataFolder: string): string {
  return join(dataFolder, 'candles')
}

export function candleFolderOf(dataFolder: string, market: Market): string {
  return join(candlesFolder(dataFolder), ...marketPath(market).split('/'))
}

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

/** Markets that have at least one file of candles, healthy or damaged, by path. */
export async function listStoredMarkets(dataFolder: string): Promise<Market[]> {
  const root = candlesFolder(dataFolder)
  const markets: Market[] = []
  for (const exchange of await foldersIn(root)) {
    for (const type of await foldersIn(join(root, exchange))) {
      for (const pair of await foldersIn(join(root, exchange, type))) {
        for (const interval of await foldersIn(join(root, exchange, type, pair))) {
          const market = { exchange, type, symbol: pair.replace('-', '/'), interval }
          const { months, damaged } = await listMarketFolder(candleFolderOf(dataFolder, market))
          if (months.length + damaged.length > 0) markets.push(market)
        }
      }
    }
  }
  return markets
}

function matching(folder: string, names: readonly string[], pattern: RegExp): MonthFile[] {
  return names.flatMap((name) => {
    const [, month] = pattern.exec(name) ?? []
    if (!month) return []
    const from = Date.parse(`${month}-01T00:00Z`)
    return [{ month: { from, to: nextMonthStart(from) }, file: join(folder, name) }]
  })
}

async function foldersIn(folder: string): Promise<string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true })
    return entries.flatMap((entry) => (entry.isDirectory() ? [entry.name] : [])).sort()
  } catch (error) {
    if (systemCodeOf(error) === 'ENOENT') return []
    throw error
  }
}
