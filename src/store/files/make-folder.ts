import { mkdirSync, statSync } from 'node:fs'
import { mkdir, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { systemCodeOf } from '../../core/errors.js'

/** What the system's own mask leaves of all rights. */
const DEFAULT_MODE = 0o777

/**
 * Makes a folder and those that it lies in, where they are not there. Rejects with the system's error where one cannot be made. Node's
 * own recursive mkdir never ends below a folder in which nothing can be made, such as one of `/proc`.
 */
export async function makeFolder(folder: string, mode = DEFAULT_MODE): Promise<void> {
  try {
    await mkdir(folder, { mode })
  } catch (error) {
    if (systemCodeOf(error) === 'ENOENT' && dirname(folder) !== folder) {
      await makeFolder(dirname(folder), mode)
      return makeOnce(folder, mode)
    }
    if (!(await isFolder(folder))) throw error
  }
}

/** The folder's parent is there now: another process may have made the folder itself meanwhile. */
async function makeOnce(folder: string, mode: number): Promise<void> {
  try {
    await mkdir(folder, { mode })
  } catch (error) {
    if (!(await isFolder(folder))) throw error
  }
}

/** `makeFolder` for code that cannot wait. */
export function makeFolderSync(folder: string): void {
  try {
    mkdirSync(folder)
  } catch (error) {
    if (isFolderSync(folder)) return
    if (systemCodeOf(error) !== 'ENOENT' || dirname(folder) === folder) throw error
    makeFolderSync(dirname(folder))
    try {
      mkdirSync(folder)
    } catch (second) {
      if (!isFolderSync(folder)) throw second
    }
  }
}

function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  )
}

function isFolderSync(path: string): boolean {
  try {
    return statSync(path).isDirectory()
  } catch {
    return false
  }
}
