import { realpathSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join, relative, resolve } from 'node:path'
import { systemCodeOf } from '../core/errors.js'
import { RequestError } from '../core/request-error.js'

/** Folders of a workspace whose files are run. */
export const CODE_FOLDERS = ['features', 'targets', 'nets', 'events', 'metrics'] as const
export type CodeFolder = (typeof CODE_FOLDERS)[number]

/** Real paths of the workspaces whose code may run in this thread. */
const allowed = new Set<string>()

/**
 * Lets the code of a workspace run in this thread until it ends: its files and the commands that work in it. Whoever opens the
 * workspace decides; threads and processes that work for it are told of the decision with their work.
 */
export function allowCode(workspace: string): void {
  allowed.add(realFolder(workspace))
}

export function isCodeAllowed(workspace: string): boolean {
  return allowed.has(realFolder(workspace))
}

/** Throws RequestError naming the folder and `what` was not run, unless the workspace's code may run. */
export function requireCodeAllowed(workspace: string, what: string): void {
  if (isCodeAllowed(workspace)) return
  throw new RequestError(
    `${workspace} is not trusted on this machine, so that ${what} was not run; read what would run there, then open the folder once with {trust}`,
  )
}

/** What would run, by path relative to the workspace: its definitions, and what these may import beside them. */
export async function listCodeFiles(workspace: string): Promise<string[]> {
  const lists = await Promise.all(CODE_FOLDERS.map((folder) => scriptsBelow(join(workspace, folder))))
  return lists.flat().map((file) => relative(workspace, file))
}

async function scriptsBelow(folder: string): Promise<string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true, recursive: true })
    return entries
      .filter((entry) => !entry.isDirectory() && /^[^.].*\.[cm]?[jt]sx?$/.test(entry.name))
      .map((entry) => join(entry.parentPath, entry.name))
      .filter((file) => !/[/\\]node_modules[/\\]/.test(relative(folder, file)))
      .sort()
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(systemCodeOf(error) ?? '')) return []
    throw error
  }
}

/** One name for a folder, whatever links lead to it. */
function realFolder(folder: string): string {
  try {
    return realpathSync(folder)
  } catch {
    return resolve(folder)
  }
}
