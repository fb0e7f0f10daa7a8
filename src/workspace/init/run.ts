import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { makeFolder } from '../../store/files/make-folder.js'
import { parseRequest } from '../../config/resolve-request.js'
import { UserError, systemCodeOf } from '../../core/errors.js'
import { CONFIG_FILE, type WorkspaceContext } from '../context.js'
import { EXAMPLE_FEATURES, EXAMPLE_METRIC, EXAMPLE_TARGET } from './example-definitions.js'
import { initSchema, type InitRequest } from './request.js'
import type { InitResult } from './result.js'
import { CONFIG_TEMPLATE, SETS_TEMPLATE, editorConfigText } from './templates.js'

/**
 * Makes a folder a workspace: a configuration, sets, and an example of each kind of definition. What is there already stays,
 * and is logged. Throws UserError where the folder is a workspace already or cannot be made.
 */
export async function initWorkspace(request: InitRequest, { workspace, log }: WorkspaceContext): Promise<InitResult> {
  const { folder = '.' } = parseRequest(initSchema, request)
  const directory = resolve(workspace.directory, folder)
  await makeWorkspaceFolder(directory)
  if (existsSync(join(directory, CONFIG_FILE))) throw existsError(directory)
  const files = {
    'sets_split.csv': SETS_TEMPLATE,
    'features/ExampleReturns.ts': EXAMPLE_FEATURES,
    'targets/ExampleHigher.ts': EXAMPLE_TARGET,
    'metrics/ExampleHourAfter.ts': EXAMPLE_METRIC,
    'tsconfig.json': editorConfigText(),
  }
  const kept: string[] = []
  for (const [name, text] of Object.entries(files)) {
    if (await writeNewFile(join(directory, name), text)) continue
    kept.push(name)
    log(`note: ${name} is there already and stays as it is`)
  }
  // Last, because it makes the folder a workspace: what fails before can be started again.
  if (!(await writeNewFile(join(directory, CONFIG_FILE), CONFIG_TEMPLATE))) throw existsError(directory)
  const written = [CONFIG_FILE, ...Object.keys(files).filter((name) => !kept.includes(name))]
  return { folder: directory, written, kept }
}

function existsError(directory: string): UserError {
  return new UserError(`${join(directory, CONFIG_FILE)} is there already; choose another folder or remove it first`)
}

/** Throws UserError where a file has the name of the folder. */
async function makeWorkspaceFolder(folder: string): Promise<void> {
  try {
    await makeFolder(folder)
  } catch (error) {
    if (!['EEXIST', 'ENOTDIR', 'ENOENT'].includes(systemCodeOf(error) ?? '')) throw error
    throw new UserError(`${folder} cannot be made a folder: a file has that name, or its parent’s; rename it first`)
  }
}

/** Writes a file that is not there yet; false where it is. */
async function writeNewFile(file: string, text: string): Promise<boolean> {
  await makeWorkspaceFolder(dirname(file))
  try {
    await writeFile(file, text, { flag: 'wx' })
    return true
  } catch (error) {
    if (systemCodeOf(error) !== 'EEXIST') throw error
    return false
  }
}
