import { readFile } from 'node:fs/promises'
import { UserError, messageOf, systemCodeOf } from '../../core/errors.js'

/** The bytes of a file that an option names. Throws UserError naming the option. */
export async function bytesIn(file: string, option: string): Promise<Uint8Array> {
  try {
    return await readFile(file)
  } catch (error) {
    if (systemCodeOf(error) === 'ENOENT') throw new UserError(`${option}: there is no file ${file}`)
    throw new UserError(`${option}: ${file} cannot be read: ${messageOf(error)}`)
  }
}

/** Its text. */
export async function textIn(file: string, option: string): Promise<string> {
  return Buffer.from(await bytesIn(file, option)).toString('utf8')
}

/** What it holds as JSON. */
export async function jsonIn(file: string, option: string): Promise<unknown> {
  try {
    const value: unknown = JSON.parse(await textIn(file, option))
    return value
  } catch (error) {
    if (error instanceof UserError) throw error
    throw new UserError(`${option}: ${file} is not whole JSON (${messageOf(error)})`)
  }
}
