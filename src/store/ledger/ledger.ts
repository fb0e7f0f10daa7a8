import { join } from 'node:path'
import { z } from 'zod'
import { UserError, messageOf, systemCodeOf } from '../../core/errors.js'
import { appendToSharedLog, readSharedLog } from '../files/shared-log.js'
import { sealSchema, trialSchema, type SealEntry, type TrialEntry } from './ledger-entries.js'

/** What one file of the ledger has, in the order in which it was written. */
export interface LedgerPart<Entry> {
  readonly entries: readonly Entry[]
  /** Lines that cannot be read: of a killed writer, or changed by hand. */
  readonly damagedLines: number
}

/**
 * What a workspace counts for good: fits, selected cells, test ranges, and every look at them. Entries are only ever added; any
 * number of processes may add at once. Methods throw UserError where a file cannot be read or written.
 */
export interface Ledger {
  readonly folder: string
  trials(): Promise<LedgerPart<TrialEntry>>
  seals(): Promise<LedgerPart<SealEntry>>
  /** All entries are on the disk when it resolves. */
  addTrials(entries: readonly TrialEntry[]): Promise<void>
  addSeals(entries: readonly SealEntry[]): Promise<void>
}

/** Opens the ledger in a folder; nothing is written before the first entry. */
export function openLedger(folder: string): Ledger {
  const trials = join(folder, 'trials.log')
  const seals = join(folder, 'test-sets.log')
  return {
    folder,
    trials: () => readPart(trials, trialSchema),
    seals: () => readPart(seals, sealSchema),
    addTrials: (entries) => append(trials, entries),
    addSeals: (entries) => append(seals, entries),
  }
}

async function readPart<Schema extends z.ZodType>(file: string, schema: Schema): Promise<LedgerPart<z.output<Schema>>> {
  const { lines, damagedLines } = await explained(file, 'read', () => readSharedLog(file))
  return { entries: lines.flatMap((line) => parseEntries(line, file, schema)), damagedLines }
}

function parseEntries<Schema extends z.ZodType>(line: string, file: string, schema: Schema): z.output<Schema>[] {
  const raw: unknown = JSON.parse(line)
  const parsed = z.array(schema).safeParse(raw)
  if (parsed.success) return parsed.data
  throw new UserError(`${file} has an entry that this program does not know; run a newer followupward, which wrote it`)
}

/** Entries that are added together stand in one line: they are all there, or none is. */
async function append(file: string, entries: readonly object[]): Promise<void> {
  if (entries.length === 0) return
  await explained(file, 'written', () => appendToSharedLog(file, JSON.stringify(entries)))
}

async function explained<T>(file: string, verb: 'read' | 'written', work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    const isFull = systemCodeOf(error) === 'ENOSPC'
    const reason = isFull ? 'no space is left on the disk; free some and try again' : messageOf(error)
    throw new UserError(`the ledger ${file} cannot be ${verb}, and nothing is counted without it: ${reason}`, {
      cause: error,
    })
  }
}
