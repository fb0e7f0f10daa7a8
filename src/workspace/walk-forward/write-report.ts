import { join } from 'node:path'
import { writeAtomically } from '../../store/files/staged-file.js'
import type { WorkspaceContext, WorkspaceFolder } from '../context.js'
import { withWriteErrors } from '../write-errors.js'
import { renderWalkForwardReport } from './render-report.js'
import type { WalkForwardResult } from './result.js'

/** Where the report of a walk-forward lies unless told otherwise. */
export function walkForwardReportFile({ name }: WalkForwardResult, { reportFolder }: WorkspaceFolder): string {
  return join(reportFolder, `${name}.html`)
}

/** Writes the report as one HTML file, complete or not at all. Throws UserError where it cannot be written; `label` says what names it. */
export async function writeWalkForwardReport(
  file: string,
  result: WalkForwardResult,
  { clock }: Pick<WorkspaceContext, 'clock'>,
  label = 'the report',
): Promise<void> {
  const text = renderWalkForwardReport(result, clock.now())
  await withWriteErrors(label, file, () => writeAtomically(file, [Buffer.from(text)]))
}
