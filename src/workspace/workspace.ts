import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { defaultConfig, parseConfig } from '../config/parse-config.js'
import type { WorkspaceConfig } from '../config/schema.js'
import { UserError, systemCodeOf } from '../core/errors.js'
import type { Io } from '../cli/io.js'

export const CONFIG_FILE = 'followupward.yaml'

/** A workspace: its folder and its configuration, with the folders of the configuration made absolute. */
export interface Workspace {
  readonly directory: string
  readonly config: WorkspaceConfig
  readonly dataFolder: string
  readonly classifierFolder: string
  readonly reportFolder: string
  readonly runFolder: string
  readonly bookFile: string
}

/** Opens the workspace in `folder` (default: the current one); without a configuration file the defaults hold. */
export async function openWorkspace(io: Pick<Io, 'cwd'>, folder?: string): Promise<Workspace> {
  const directory = resolve(io.cwd, folder ?? '.')
  const config = await readConfig(join(directory, CONFIG_FILE), folder !== undefined)
  return {
    directory,
    config,
    dataFolder: resolve(directory, config.data),
    classifierFolder: resolve(directory, config.classifiers),
    reportFolder: resolve(directory, config.reports),
    runFolder: resolve(directory, config.runs),
    bookFile: resolve(directory, config.book),
  }
}

async function readConfig(file: string, required: boolean): Promise<WorkspaceConfig> {
  try {
    return parseConfig(await readFile(file, 'utf8'), file)
  } catch (error) {
    if (systemCodeOf(error) !== 'ENOENT') throw error
    if (required) throw new UserError(`${file} does not exist; make a workspace there with: followupward init`)
    return defaultConfig()
  }
}
