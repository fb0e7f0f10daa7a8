import { readdir } from 'node:fs/promises'
import { systemCodeOf } from '../../core/errors.js'

/** Names of what is in a folder, sorted; none where it does not exist. */
export async function listNames(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).sort()
  } catch (error) {
    if (systemCodeOf(error) === 'ENOENT') return []
    throw error
  }
}
