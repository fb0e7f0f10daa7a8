import type { Command } from 'commander'
import { z } from 'zod'
import { OUTPUT_FORMS } from '../../nets/import/model-requirements.js'

/** Options about somebody else's net, wherever it comes from. */
export function addNetFlags(command: Command): void {
  command
    .option(
      '--classes <names>',
      "the net's classes in its order, such as hold,buy,sell (default: as the file says, else the target's)",
    )
    .option('--output <form>', 'what the net gives: probabilities, logits or scores (default: what it looks like)')
    .option('--output-name <name>', 'output to take, where the net has several')
}

/** The same as they are read. */
export const netFlags = {
  classes: z
    .string()
    .transform((text) => text.split(',').map((name) => name.trim()))
    .optional(),
  output: z.enum(OUTPUT_FORMS).optional(),
  outputName: z.string().min(1).optional(),
}
