import { extname, resolve } from 'node:path'
import { z } from 'zod'
import { UserError } from '../../core/errors.js'
import { jsonIn, textIn } from './read-text.js'

const jsonSchema = z.union([
  z.array(z.string()).min(1),
  z.object({ columns: z.array(z.string()).min(1) }).transform(({ columns }) => columns),
])

/** The inputs of a net by name: a list, or a file of one (.json, .csv, .txt). */
export async function readColumns(cwd: string, option: string): Promise<string[]> {
  const ending = extname(option).toLowerCase()
  if (ending === '.json') {
    const parsed = jsonSchema.safeParse(await jsonIn(resolve(cwd, option), '--columns'))
    if (parsed.success) return parsed.data
    throw new UserError(`--columns: ${option} holds no list of names, such as ["a", "b"] or {"columns": ["a", "b"]}`)
  }
  const isFile = ending === '.csv' || ending === '.txt'
  const text = isFile ? await textIn(resolve(cwd, option), '--columns') : option
  const names = text
    .split(/[,\n\r]+/)
    .map((name) => name.trim())
    .filter((name) => name !== '')
  if (names.length > 0) return names
  throw new UserError(`--columns: ${option} names nothing; give names such as a,b,c`)
}
