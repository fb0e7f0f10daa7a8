import type { Command } from 'commander'
import type { CommandModule } from '../command.js'
import { TOKEN_VARIABLE, dashboardOptions } from '../dashboard/dashboard-options.js'
import { serveDashboard } from '../../dashboard/serve-dashboard.js'
import type { Io } from '../io.js'

const module: CommandModule = {
  configure(command: Command, io: Io): void {
    command
      .option('--port <number>', 'port; 0 takes a free one', '8050')
      .option(
        '--host <address>',
        'address to listen on; another one than this machine’s own wants --token',
        '127.0.0.1',
      )
      .option('--token <text>', `what every visitor has to show once, as /?token=… (or in ${TOKEN_VARIABLE})`)
      .option('--read-only', 'change nothing: no job is started or stopped from the pages')
      .option('--json', 'print the address as one JSON document')
      .action((raw: unknown) => serveDashboard(io, dashboardOptions(raw, io.env)))
  },
}
export default module
