import { resolve } from 'node:path'
import type { Command } from 'commander'
import { z } from 'zod'
import type { CommandModule } from '../command.js'
import { demoPlan } from '../../workspace/demo/demo-plan.js'
import { demoJson, demoText } from '../demo/demo-text.js'
import { demoWorkspace } from '../../workspace/demo/demo-workspace.js'
import { runDemo } from '../../workspace/demo/run-demo.js'
import type { Io } from '../io.js'
import { parseOptions } from '../options.js'

const optionsSchema = z.object({
  seed: z.string().regex(/^\d{1,9}$/, 'expected a whole number'),
  days: z
    .string()
    .transform(Number)
    .refine((days) => days > 0 && days <= 10, 'expected days above 0, at most 10'),
  folder: z.string(),
  json: z.boolean().default(false),
})

const module: CommandModule = {
  configure(command: Command, io: Io): void {
    command
      .option('--seed <number>', 'of the simulated market and of the training', '1')
      .option('--days <days>', 'days of paper trading', '1')
      .option('--folder <folder>', 'where the demo makes its workspace; an earlier demo there is replaced', 'demo')
      .option('--json', 'print one JSON document')
      .action((raw: unknown) => demo(io, raw))
  },
}
export default module

async function demo(io: Io, raw: unknown): Promise<void> {
  const { seed, days, folder, json } = parseOptions(optionsSchema, raw)
  const plan = demoPlan(Number(seed), days)
  const workspace = await demoWorkspace(resolve(io.cwd, folder), plan)
  const outcome = await runDemo(io, plan, workspace, (line) => io.err(`${line}\n`))
  io.out(json ? `${JSON.stringify(demoJson(outcome))}\n` : demoText(outcome))
}
