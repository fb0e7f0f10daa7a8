import { useCases } from '../../workspace/use-cases.js'
import { addReportFiles, reportJson, reportText } from '../reports/deliver-report.js'
import { targetsText } from '../reports/targets-text.js'
import { requestCommand } from '../request-command.js'

export default requestCommand({
  useCase: useCases['reports.targets'],
  configure: (command) => void addReportFiles(command),
  json: reportJson,
  next: ({ definition }) => `train --features F2cond20 --target ${definition.id}`,
  text: (report, call) => reportText(targetsText(report), report, call),
})
