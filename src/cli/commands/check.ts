import { resolve } from 'node:path'
import { isDefinitionFile } from '../../workspace/check/select-definitions.js'
import { failedChecks, type CheckReport } from '../../workspace/check/result.js'
import { useCases } from '../../workspace/use-cases.js'
import { checkText } from '../check/check-text.js'
import { requestCommand, type CommandCall } from '../request-command.js'

const HELP = `
Each definition is computed again and again: on truncated candles, on candles whose future was replaced, minute by
minute, from other starts, in other orders; on simulated candles always, and on the last stored ones of two bases.
Nets are built from their defaults and each value of their search space, for several numbers of features. A file that
cannot be loaded fails, and the others are checked all the same. A failure names the column and the first bad minute
and ends with exit code 1; training refuses what failed.`

export default requestCommand({
  useCase: useCases.check,
  configure: (command) => void command.addHelpText('after', HELP),
  prepare: resolveFiles,
  text: ({ reports }) => checkText(reports),
  next: ({ reports }) => nextOf(reports),
})

/** A report on the first feature set or target that passed. */
function nextOf(reports: readonly CheckReport[]): string | undefined {
  const passed = reports.filter((report) => failedChecks(report).length === 0)
  const features = passed.find(({ kind }) => kind === 'features')
  const target = passed.find(({ kind }) => kind === 'targets')
  if (features) return `features ${features.id} --target ${target?.id ?? 'T10up5low30min'}`
  return target && `targets ${target.id}`
}

/** Files are named relative to the folder that the command is typed in. */
function resolveFiles(request: Record<string, unknown>, { io }: CommandCall): Promise<Record<string, unknown>> {
  const { definitions } = request
  if (!Array.isArray(definitions)) return Promise.resolve(request)
  const names = definitions.map(String)
  return Promise.resolve({
    ...request,
    definitions: names.map((name) => (isDefinitionFile(name) ? resolve(io.cwd, name) : name)),
  })
}
