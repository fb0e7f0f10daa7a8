import { useCases } from '../../workspace/use-cases.js'
import { addReportFiles, reportJson, reportText } from '../reports/deliver-report.js'
import { featuresText } from '../reports/features-text.js'
import { requestCommand } from '../request-command.js'

export default requestCommand({
  useCase: useCases['reports.features'],
  configure: (command) =>
    void addReportFiles(command).option('--all', 'list every column, not only the most interesting ones'),
  json: reportJson,
  next: ({ definition, target }) => `train --features ${definition.id} --target ${target?.id ?? 'T10up5low30min'}`,
  text: (report, call) => reportText(featuresText(report, call.front['all'] === true), report, call),
})
