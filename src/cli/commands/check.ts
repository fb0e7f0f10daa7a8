import { dirname, resolve } from 'node:path'
import { isDefinitionFile } from '../../workspace/check/select-definitions.js'
import { failedChecks, type CheckReport } from '../../workspace/check/result.js'
import { trustFolder } from '../../workspace/trusted-folders.js'
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

/** Files are named relative to the folder that the command is typed in; `--trust` trusts the workspaces that they lie in, too. */
async function resolveFiles(
  request: Record<string, unknown>,
  { io, front }: CommandCall,
): Promise<Record<string, unknown>> {
  const { definitions } = request
  if (!Array.isArray(definitions)) return request
  const names = definitions.map((name) =>
    isDefinitionFile(String(name)) ? resolve(io.cwd, String(name)) : String(name),
  )
  const workspaces = new Set(names.filter(isDefinitionFile).map((file) => dirname(dirname(file))))
  if (front['trust'] === true) for (const workspace of workspaces) await trustFolder(workspace)
  return { ...request, definitions: names }
}
