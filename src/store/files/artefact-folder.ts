import { mkdir, readFile, readdir, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { makeFolder } from './make-folder.js'
import { UserError, systemCodeOf } from '../../core/errors.js'
import { isRunning } from '../../core/is-running.js'
import { syncFolder, writeAtomically } from './staged-file.js'

/**
 * Writes a folder of files as one: all of them appear under `folder`, or none and the previous folder stays. The files
 * are written and synced in a hidden folder beside it, which is then renamed to its place. A stop between the two
 * renames of a replacement leaves the old folder under its hidden name; `readArtefact` and the next write restore it.
 */
export async function writeArtefact(folder: string, files: ReadonlyMap<string, Uint8Array>): Promise<void> {
  const parent = dirname(folder)
  await makeFolder(parent)
  await recover(folder)
  await removeLeftovers(folder)
  const fresh = `${hiddenName(folder, 'new')}-${process.pid}`
  try {
    await mkdir(fresh)
    for (const [name, bytes] of files) await writeAtomically(join(fresh, name), [bytes])
    await takePlace(folder, fresh)
  } catch (error) {
    await rm(fresh, { recursive: true, force: true })
    throw error
  }
  await syncFolder(parent)
  await rm(hiddenName(folder, 'old'), { recursive: true, force: true })
}

/** Reads one file of a folder that `writeArtefact` wrote; undefined where the folder has no such file. */
export async function readArtefact(folder: string, name: string): Promise<Uint8Array | undefined> {
  try {
    return await readFile(join(folder, name))
  } catch (error) {
    if (!isAbsent(error)) throw error
    if (!(await recover(folder))) return undefined
    return readFile(join(folder, name))
  }
}

/**
 * Removes a folder in one step; a missing one is no error. What a kill leaves of it is removed by the next write there.
 */
export async function removeArtefact(folder: string): Promise<void> {
  const leaving = `${hiddenName(folder, 'new')}-${process.pid}`
  await rm(hiddenName(folder, 'old'), { recursive: true, force: true })
  try {
    await rename(folder, leaving)
  } catch (error) {
    if (isAbsent(error)) return
    throw error
  }
  await rm(leaving, { recursive: true, force: true })
}

/** Renames a folder in one step. Throws UserError where there is something of that name already. */
export async function renameArtefact(folder: string, target: string): Promise<void> {
  await recover(folder)
  await requireFreeArtefact(target)
  await rename(folder, target)
  await syncFolder(dirname(target))
}

/** Throws UserError where something lies under that name. */
export async function requireFreeArtefact(folder: string): Promise<void> {
  if ((await exists(folder)) || (await recover(folder)))
    throw new UserError(`${folder} is there already; choose another name`)
}

/** Lists the names of the artefacts in `parent`, sorted; none where it does not exist. */
export async function listArtefacts(parent: string): Promise<string[]> {
  try {
    const entries = await readdir(parent, { withFileTypes: true })
    return entries
      .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
      .map((entry) => entry.name)
      .sort()
  } catch (error) {
    if (isAbsent(error)) return []
    throw error
  }
}

/** Restores the old folder after a replacement that did not finish; returns whether there was one. */
async function recover(folder: string): Promise<boolean> {
  if (await exists(folder)) return false
  try {
    await rename(hiddenName(folder, 'old'), folder)
    return true
  } catch (error) {
    if (isAbsent(error)) return false
    throw error
  }
}

/** Removes the leftovers of killed writers; those of a running writer stay. */
async function removeLeftovers(folder: string): Promise<void> {
  const prefix = `${basename(hiddenName(folder, 'new'))}-`
  for (const name of await readdir(dirname(folder))) {
    const pid = name.startsWith(prefix) ? Number(name.slice(prefix.length)) : Number.NaN
    if (!Number.isInteger(pid) || (pid !== process.pid && isRunning(pid))) continue
    await rm(join(dirname(folder), name), { recursive: true, force: true })
  }
}

async function takePlace(folder: string, fresh: string): Promise<void> {
  const old = hiddenName(folder, 'old')
  await rm(old, { recursive: true, force: true })
  const replaces = await exists(folder)
  if (replaces) await rename(folder, old)
  try {
    await rename(fresh, folder)
  } catch (error) {
    if (replaces) await rename(old, folder)
    throw error
  }
}

async function exists(folder: string): Promise<boolean> {
  try {
    await readdir(folder)
    return true
  } catch (error) {
    if (systemCodeOf(error) === 'ENOENT') return false
    if (systemCodeOf(error) !== 'ENOTDIR') throw error
    throw new UserError(`${folder} is a file, expected a folder; move it away or choose another name`)
  }
}

function hiddenName(folder: string, state: 'new' | 'old'): string {
  return join(dirname(folder), `.${basename(folder)}.${state}`)
}

function isAbsent(error: unknown): boolean {
  const code = systemCodeOf(error)
  return code === 'ENOENT' || code === 'ENOTDIR'
}
