import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { statDataFile } from '../../store/files/data-file.js'
import { z } from 'zod'
import { timeText } from '../../config/common-fields.js'
import { fields } from '../../config/fields.js'
import type { Base } from '../../config/markets.js'
import { systemCodeOf } from '../../core/errors.js'
import { RequestError } from '../../core/request-error.js'
import { isoMinute, type TimeRange } from '../../core/time.js'
import {
  SET_TYPES,
  clipSets,
  findCommonRange,
  parseSplitSets,
  splitSetsOf,
  type SplitSets,
} from '../../datasets/split-sets.js'
import type { CandleStore } from '../../store/candles/candle-store.js'

/** Name of the file of sets of a workspace. */
export const SETS_FILE = 'sets_split.csv'

const ranges = z.array(z.tuple([timeText, timeText]))

/** The fields that say which times are trained on, validated on and tested on. */
export const splitFields = {
  sets: z
    .union([
      z.string().min(1),
      z.strictObject({ training: ranges.optional(), validation: ranges.optional(), test: ranges.optional() }),
    ])
    .optional()
    .register(fields, {
      help: 'file with lines of set_type, start, end, or the ranges themselves: {"training": [["2023-08-01", "2023-09-30"]]}',
      otherwise: `${SETS_FILE} of the workspace`,
      placeholder: 'file',
      meaning: 'path',
    }),
  common: z.boolean().default(false).register(fields, { help: 'use only the time that all bases have candles of' }),
}

/** Sets as a request has them. */
export type SplitRequest = z.output<z.ZodObject<typeof splitFields>>

/** Resolves what a request says of its sets; by default they are those of the workspace's file. */
export async function resolveSplits(
  { sets = SETS_FILE, common }: SplitRequest,
  bases: readonly Base[],
  { directory, candles }: { readonly directory: string; readonly candles: CandleStore },
): Promise<SplitSets> {
  const found = typeof sets === 'string' ? await readSets(resolve(directory, sets)) : splitSetsOf(sets, 'sets')
  return common ? clipToCommonRange(found, bases, candles) : found
}

/** Sets as ranges of a request that mean the same: ends are inclusive minutes. */
export function splitRequestOf(sets: SplitSets): z.input<typeof splitFields.sets> {
  return Object.fromEntries(SET_TYPES.filter((set) => sets[set].length > 0).map((set) => [set, pairsOf(sets[set])]))
}

function pairsOf(ranges: readonly TimeRange[]): [string, string][] {
  return ranges.map(({ from, to }) => [isoMinute(from), isoMinute(to - 1)])
}

/** Reads a file of sets. Throws RequestError that says how to write one where there is none. */
export async function readSets(file: string): Promise<SplitSets> {
  try {
    await statDataFile(file)
    return parseSplitSets(await readFile(file, 'utf8'), file)
  } catch (error) {
    const code = systemCodeOf(error)
    if (code !== 'ENOENT' && code !== 'EISDIR') throw error
    throw new RequestError(
      `{sets}: there is no file ${file}; write one with lines such as training,2023-08-01,2023-09-30, or make a workspace with`,
      { remedy: 'init' },
    )
  }
}

/** The sets inside the time that all bases have candles of. */
async function clipToCommonRange(sets: SplitSets, bases: readonly Base[], candles: CandleStore): Promise<SplitSets> {
  const found = new Map<string, TimeRange>()
  for (const { name, market } of bases) {
    const range = await candles.range(market)
    if (range) found.set(name, range)
  }
  return clipSets(sets, findCommonRange(found))
}
