import { join, resolve } from 'node:path'
import type { ReportSet } from '../../assessment/definitions/report-rows.js'
import { UserError } from '../../core/errors.js'
import { isoMinute, type TimeRange } from '../../core/time.js'
import { clipSets, SET_TYPES, type SetType, type SplitSets } from '../../datasets/split-sets.js'
import { pathExists } from '../../store/files/paths.js'
import type { Io } from '../../cli/io.js'
import { askedRange } from '../../cli/options.js'
import { SETS_FILE, readSets } from '../rows/resolve-splits.js'
import type { Workspace } from '../workspace.js'
import type { InspectOptions } from '../../cli/inspect/inspect-options.js'

/** The sets that rows are divided into. */
export interface ReportSplit {
  readonly sets: SplitSets
  /** Those with a range, each with the set by whose rule its rows are chosen. */
  readonly named: readonly { readonly name: ReportSet; readonly type: SetType }[]
}

/** All time; the rows are chosen as those of a training set. */
const EVERYTHING: TimeRange = { from: 0, to: Date.UTC(2200, 0) }

/**
 * The sets of `--sets`, else those of the workspace; one set with everything where there are none, and for a file of candles
 * that comes without. `--from` and `--to` cut them. Throws UserError where nothing is left.
 */
export async function resolveReportSplit(
  io: Io,
  { directory }: Workspace,
  options: InspectOptions,
): Promise<ReportSplit> {
  const range = { ...EVERYTHING, ...askedRange(options) }
  const file = await setsFile(io, directory, options)
  if (file === undefined) {
    return { sets: { training: [range], validation: [], test: [] }, named: [{ name: 'all', type: 'training' }] }
  }
  const sets = clipSets(await readSets(file), range)
  const types = SET_TYPES.filter((type) => sets[type].length > 0)
  if (types.length > 0) return { sets, named: types.map((type) => ({ name: type, type })) }
  throw new UserError(
    `no set of ${file} has a minute from ${isoMinute(range.from)} to ${isoMinute(range.to)}; change --from and --to, or the sets`,
  )
}

async function setsFile(io: Io, directory: string, { sets, candles }: InspectOptions): Promise<string | undefined> {
  if (sets !== undefined) return resolve(io.cwd, sets)
  const own = join(directory, SETS_FILE)
  return candles.length === 0 && (await pathExists(own)) ? own : undefined
}
