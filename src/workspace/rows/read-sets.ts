import { readFile } from 'node:fs/promises'
import { UserError, systemCodeOf } from '../../core/errors.js'
import { parseSplitSets, type SplitSets } from '../../datasets/split-sets.js'

/** Name of the sets of a workspace. */
export const SETS_FILE = 'sets_split.csv'

/** Reads a file of sets. Throws UserError that says how to write one where there is none. */
export async function readSets(file: string): Promise<SplitSets> {
  try {
    return parseSplitSets(await readFile(file, 'utf8'), file)
  } catch (error) {
    const code = systemCodeOf(error)
    if (code !== 'ENOENT' && code !== 'EISDIR') throw error
    throw new UserError(
      `--sets: there is no file ${file}; write one with lines such as training,2023-08-01,2023-09-30, or make a workspace with: followupward init`,
    )
  }
}
