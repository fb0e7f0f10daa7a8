import { resolve } from 'node:path'
import { assessJson, type AssessResult } from '../../workspace/assess/result.js'
import { isClassifierPath } from '../../workspace/assess/run.js'
import { defaultReportFile, writeAssessmentReport } from '../../workspace/assess/write-report.js'
import { useCases } from '../../workspace/use-cases.js'
import { attributionText } from '../assess/attribution-text.js'
import { baselinesText } from '../assess/baselines-text.js'
import { assessmentText } from '../assess/assessment-text.js'
import { comparisonText } from '../assess/comparison-text.js'
import { verdictText } from '../verdict/verdict-text.js'
import { importanceText } from '../assess/importance-text.js'
import { requestCommand, type CommandCall } from '../request-command.js'

export default requestCommand({
  useCase: useCases.assess,
  configure: (command) =>
    void command
      .option('--html <file>', 'file of the HTML report (default for a classifier: in the reports folder)')
      .option('--no-html', 'write no report'),
  prepare: async (request, { io }) => {
    const { classifier, against } = request
    const absolute = (name: unknown): unknown =>
      typeof name === 'string' && isClassifierPath(name) ? resolve(io.cwd, name) : name
    return {
      ...request,
      ...(classifier !== undefined && { classifier: absolute(classifier) }),
      ...(Array.isArray(against) && { against: against.map(absolute) }),
    }
  },
  json: async (result, call) => ({ ...assessJson(result), report: await deliverReport(result, call) }),
  next: ({ source }) => (source.kind === 'classifier' ? `trade --classifier ${source.name}` : undefined),
  text: async (result, call) => {
    const report = await deliverReport(result, call)
    const text = [
      `${verdictText(result.verdict)}\n`,
      assessmentText(result.assessment, result.source),
      comparisonText(result.comparison),
      baselinesText(result.baselines),
      attributionText(result.attribution),
      importanceText(result.importance),
    ].join('')
    return `${text}${report === undefined ? '' : `\nReport: ${report}\n`}`
  },
})

/** Writes the report where one is wanted; resolves to its file. */
async function deliverReport(result: AssessResult, { io, context, front }: CommandCall): Promise<string | undefined> {
  const { html } = front
  if (html === false) return undefined
  const file = typeof html === 'string' ? resolve(io.cwd, html) : defaultReportFile(result, context.workspace)
  if (file !== undefined) await writeAssessmentReport(file, result, context, '--html')
  return file
}
