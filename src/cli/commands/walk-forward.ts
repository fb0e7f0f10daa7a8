import { resolve } from 'node:path'
import { useCases } from '../../workspace/use-cases.js'
import { walkForwardJson, type WalkForwardResult } from '../../workspace/walk-forward/result.js'
import { walkForwardReportFile, writeWalkForwardReport } from '../../workspace/walk-forward/write-report.js'
import { requestCommand, type CommandCall } from '../request-command.js'
import { walkForwardText } from '../walk-forward/walk-forward-text.js'

export default requestCommand({
  useCase: useCases.walkForward,
  configure: (command) =>
    void command
      .option('--html <file>', 'file of the HTML report (default: in the reports folder)')
      .option('--no-html', 'write no report')
      .addHelpText(
        'after',
        '\nWindows that are finished are kept: after Ctrl-C, or a crash, the same command goes on to the same result.',
      ),
  json: async (result, call) => ({ ...walkForwardJson(result), report: await deliverReport(result, call) }),
  text: async (result, call) => {
    const report = await deliverReport(result, call)
    return `${walkForwardText(result)}${report === undefined ? '' : `\nReport: ${report}\n`}`
  },
})

/** Writes the report where one is wanted; resolves to its file. */
async function deliverReport(
  result: WalkForwardResult,
  { io, context, front }: CommandCall,
): Promise<string | undefined> {
  const { html } = front
  if (html === false) return undefined
  const file = typeof html === 'string' ? resolve(io.cwd, html) : walkForwardReportFile(result, context.workspace)
  await writeWalkForwardReport(file, result, context, '--html')
  return file
}
