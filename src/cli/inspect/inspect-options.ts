import type { Command } from 'commander'
import { z } from 'zod'
import { UserError } from '../../core/errors.js'

import { candlesOption, collected, namesOf, parseOptions } from '../options.js'

const schema = z.object({
  base: z.string().optional().transform(namesOf),
  candles: candlesOption,
  sets: z.string().min(1).optional(),
  from: z.string().optional(),
  to: z.string().optional(),
  target: z.string().min(1).optional(),
  html: z.string().min(1).optional(),
  out: z.string().min(1).optional(),
  all: z.boolean().default(false),
  json: z.boolean().default(false),
  workspace: z.string().optional(),
})

/** What `features` and `targets` were asked for. */
export type InspectOptions = z.output<typeof schema>

/** Adds the options that both commands have. */
export function addInspectOptions(command: Command): Command {
  return command
    .option('--base <names>', 'bases, comma separated (default: those of the workspace, else all that are stored)')
    .option(
      '--candles <file>',
      'a file of candles, such as a Binance archive zip, instead of the store; again for each other base that is needed, as btc=<file>',
      collected,
    )
    .option(
      '--sets <file>',
      "lines of set_type, start, end (default: the workspace's sets_split.csv; without: one set)",
    )
    .option('--from <time>', 'only rows from this time on, ISO time in UTC')
    .option('--to <time>', 'only rows before this time')
    .option('--html <file>', 'write one HTML file with charts')
    .option('--out <file>', 'write the report as one JSON document')
    .option('--json', 'print one JSON document')
}

export function inspectOptions(raw: unknown): InspectOptions {
  const options = parseOptions(schema, raw)
  if (options.candles.length > 0 && options.base.length > 0) {
    throw new UserError('--base and --candles exclude each other; leave one of them out')
  }
  return options
}
