import { basename, extname } from 'node:path'
import { z } from 'zod'
import { parseOptions } from '../options.js'
import { dataFlags, whole } from '../train/data-flags.js'
import { netFlags } from '../train/net-flags.js'

const schema = z.object({
  ...dataFlags,
  ...netFlags,
  columns: z.string().min(1).optional(),
  window: whole(1, '30').optional(),
  scaler: z.string().min(1),
})

/** What `import-classifier` was asked for. */
export type ImportClassifierOptions = z.output<typeof schema>

export function importClassifierOptions(raw: unknown): ImportClassifierOptions {
  return parseOptions(schema, raw)
}

/** The file's name without its ending, as far as it makes a name of a classifier. */
export function nameFrom(file: string): string {
  const plain = basename(file, extname(file))
    .replaceAll(/[^\w.-]+/g, '-')
    .replace(/^[^A-Za-z0-9]+/, '')
  return plain.slice(0, 100) || 'imported'
}
