import { extname, resolve } from 'node:path'
import { z } from 'zod'
import { RequestError } from '../../core/request-error.js'
import { readJson, readText } from './read-text.js'

const columnsSchema = z.union([
  z.array(z.string()).min(1),
  z.object({ columns: z.array(z.string()).min(1) }).transform(({ columns }) => columns),
])

/** Reads the inputs of a net by name: a list with commas, or a file of one (.json, .csv, .txt) in `folder`. */
export async function readNetColumns(text: string, folder: string): Promise<string[]> {
  const ending = extname(text).toLowerCase()
  if (ending === '.json') {
    const parsed = columnsSchema.safeParse(await readJson(resolve(folder, text), '{columns}'))
    if (parsed.success) return parsed.data
    throw new RequestError(`{columns}: ${text} holds no list of names, such as ["a", "b"] or {"columns": ["a", "b"]}`)
  }
  const isFile = ending === '.csv' || ending === '.txt'
  const list = isFile ? await readText(resolve(folder, text), '{columns}') : text
  const names = list
    .split(/[,\n\r]+/)
    .map((name) => name.trim())
    .filter((name) => name !== '')
  if (names.length > 0) return names
  throw new RequestError(`{columns}: ${text} names nothing; give names such as a,b,c`)
}
