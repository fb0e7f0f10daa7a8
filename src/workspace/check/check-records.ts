import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { findingSchema } from '../../checks/finding.js'
import { SUBJECT_KINDS } from '../../checks/subject.js'
import { systemCodeOf } from '../../core/errors.js'
import { writeAtomically } from '../../store/files/staged-file.js'
import { CHECK_SCOPES, type CheckReport } from './result.js'

const FORMAT = 'followupward-check'
/** Raised when the checks themselves find more or less than before: older results count no longer. */
const FORMAT_VERSION = 3

const recordSchema = z.strictObject({
  format: z.literal(FORMAT),
  formatVersion: z.literal(FORMAT_VERSION),
  kind: z.enum(SUBJECT_KINDS),
  id: z.string(),
  sourceHash: z.string(),
  scope: z.enum(CHECK_SCOPES),
  samples: z.array(z.string()),
  findings: z.array(findingSchema),
})

/** Which definition, made of which source. */
export type CheckedSource = Pick<CheckReport, 'kind' | 'id' | 'sourceHash'>

/** A check's result as it is kept: `<data>/checks/features/<id>-<hash>.json`. */
export type CheckRecord = Omit<CheckReport, 'file' | 'userDefined' | 'checks'>

export async function writeCheckRecord(dataFolder: string, report: CheckReport): Promise<void> {
  const { file: _file, userDefined: _userDefined, checks: _checks, ...kept } = report
  const text = JSON.stringify({ format: FORMAT, formatVersion: FORMAT_VERSION, ...kept }, null, 2)
  await writeAtomically(recordFile(dataFolder, report), [Buffer.from(`${text}\n`)])
}

/** What checking this very source gave; undefined where it never was, or where that is not readable any more. */
export async function readCheckRecord(dataFolder: string, source: CheckedSource): Promise<CheckRecord | undefined> {
  try {
    const raw: unknown = JSON.parse(await readFile(recordFile(dataFolder, source), 'utf8'))
    const { data } = recordSchema.safeParse(raw)
    return data?.sourceHash === source.sourceHash && data.id === source.id ? data : undefined
  } catch (error) {
    if (error instanceof SyntaxError || systemCodeOf(error) === 'ENOENT') return undefined
    throw error
  }
}

function recordFile(dataFolder: string, { kind, id, sourceHash }: CheckedSource): string {
  return join(dataFolder, 'checks', kind, `${id}-${sourceHash.slice(0, 16)}.json`)
}
