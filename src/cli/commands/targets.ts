import type { Command } from 'commander'
import type { CommandModule } from '../command.js'
import { deliverReport } from '../inspect/deliver-report.js'
import { addInspectOptions, inspectOptions, type InspectOptions } from '../inspect/inspect-options.js'
import { reportTargets } from '../../workspace/reports/report-targets.js'
import { targetsText } from '../inspect/targets-text.js'
import type { Io } from '../io.js'
import { openWorkspace } from '../../workspace/workspace.js'

const module: CommandModule = {
  configure(command: Command, io: Io): void {
    addInspectOptions(command.argument('<id>', 'target, such as T10up5low30min')).action((id: string, raw: unknown) =>
      targets(io, id, inspectOptions(raw)),
    )
  },
}
export default module

async function targets(io: Io, id: string, options: InspectOptions): Promise<void> {
  const workspace = await openWorkspace(io, options.workspace)
  const report = await reportTargets(io, workspace, id, options)
  await deliverReport(io, workspace, options, report, targetsText)
}
