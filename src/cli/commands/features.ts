import type { Command } from 'commander'
import type { CommandModule } from '../command.js'
import { deliverReport } from '../inspect/deliver-report.js'
import { featuresText } from '../inspect/features-text.js'
import { addInspectOptions, inspectOptions, type InspectOptions } from '../inspect/inspect-options.js'
import { reportFeatures } from '../../workspace/reports/report-features.js'
import type { Io } from '../io.js'
import { openWorkspace } from '../../workspace/workspace.js'

const module: CommandModule = {
  configure(command: Command, io: Io): void {
    addInspectOptions(command.argument('<id>', 'feature set, such as F2cond20'))
      .option('--target <id>', 'also what each column tells of this target, such as T10up5low30min')
      .option('--all', 'list every column, not only the most interesting ones')
      .action((id: string, raw: unknown) => features(io, id, inspectOptions(raw)))
  },
}
export default module

async function features(io: Io, id: string, options: InspectOptions): Promise<void> {
  const workspace = await openWorkspace(io, options.workspace)
  const report = await reportFeatures(io, workspace, id, options)
  await deliverReport(io, workspace, options, report, (found) => featuresText(found, options.all))
}
