import { Option, type Command } from 'commander'
import { z } from 'zod'
import { parseOptions } from '../../options.js'
import { addNetFlags, netFlags } from '../net-flags.js'

/** What says how our own nets learn, and means nothing where another program trains. */
const OWN = [
  'net',
  'params',
  'batch',
  'epochs',
  'patience',
  'resume',
  'checkpoint',
  'tensorboard',
  'best',
  'threads',
  'device',
]

/** Options of training by another program. */
export function addExternalFlags(command: Command): void {
  command
    .addOption(
      new Option(
        '--external <command>',
        'let another program train: it gets a folder with train.arrow, validation.arrow and request.json as its last argument and leaves model.onnx there',
      ).conflicts(OWN),
    )
    .option('--external-folder <folder>', 'that folder, which is then kept (default: one that is removed)')
    .option('--external-timeout <minutes>', 'after which the program is ended (default: 1440)')
  addNetFlags(command)
}

const schema = z.object({
  external: z.string().optional(),
  externalFolder: z.string().min(1).optional(),
  externalTimeout: z
    .string()
    .regex(/^\d{1,6}(\.\d+)?$/, 'expected minutes, such as 60')
    .default('1440')
    .transform(Number),
  ...netFlags,
})

export type ExternalOptions = z.output<typeof schema> & { readonly external: string }

/** How another program is to train; undefined where our own nets are. */
export function externalOptions(raw: unknown): ExternalOptions | undefined {
  const { external, ...options } = parseOptions(schema, raw)
  return external === undefined ? undefined : { external, ...options }
}
