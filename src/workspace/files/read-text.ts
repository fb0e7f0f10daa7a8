import { readFile, stat } from 'node:fs/promises'
import { statDataFile } from '../../store/files/data-file.js'
import { UserError, messageOf, systemCodeOf } from '../../core/errors.js'
import { RequestError } from '../../core/request-error.js'
import { MEGABYTE } from './read-limits.js'

/** Reads a file; `label` says in messages what it is, or names the key of the request in braces. Throws RequestError. */
export async function readBytes(file: string, label: string): Promise<Uint8Array> {
  try {
    await statDataFile(file)
    return await readFile(file)
  } catch (error) {
    if (error instanceof UserError) throw new RequestError(`${label}: ${error.message}`)
    if (systemCodeOf(error) === 'ENOENT') throw new RequestError(`${label}: there is no file ${file}`)
    throw new RequestError(`${label}: ${file} cannot be read: ${messageOf(error)}`)
  }
}

/** A few numbers a feature and base are far less. */
const MAX_TEXT_MEGABYTES = 64

/** Reads the text of a file. Throws as `readBytes` does, and where it is far too long for what such texts hold. */
export async function readText(file: string, label: string): Promise<string> {
  const size = await stat(file).then(
    (found) => found.size / MEGABYTE,
    () => 0,
  )
  if (size > MAX_TEXT_MEGABYTES) {
    throw new RequestError(`${label}: ${file} has ${Math.ceil(size)} MB: expected at most ${MAX_TEXT_MEGABYTES} MB`)
  }
  return Buffer.from(await readBytes(file, label)).toString('utf8')
}

/** Reads what a file holds as JSON. Throws as `readBytes` does, and where it is not whole JSON. */
export async function readJson(file: string, label: string): Promise<unknown> {
  try {
    const value: unknown = JSON.parse(await readText(file, label))
    return value
  } catch (error) {
    if (error instanceof UserError) throw error
    throw new RequestError(`${label}: ${file} is not whole JSON (${messageOf(error)})`)
  }
}
