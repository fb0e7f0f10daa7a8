import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { parseConfig, type ConfigOverrides } from '../config/parse-config.js'
import type { WorkspaceConfig } from '../config/schema.js'
import { UserError, systemCodeOf } from '../core/errors.js'
import type { Ports } from './ports.js'

export const CONFIG_FILE = 'followupward.yaml'

/** The folder of a workspace and its configuration, with the folders of the configuration made absolute. */
export interface WorkspaceFolder {
  readonly directory: string
  readonly config: WorkspaceConfig
  readonly dataFolder: string
  readonly classifierFolder: string
  readonly reportFolder: string
  readonly runFolder: string
  readonly bookFile: string
}

/** What every use case gets: where it works, and all that it knows of the outside. */
export interface WorkspaceContext extends Ports {
  readonly workspace: WorkspaceFolder
}

/** The fee that assessments and trainings count for each side of a trade, as a share. */
export function takerFee({ workspace }: Pick<WorkspaceContext, 'workspace'>): number {
  return Number(workspace.config.fees.taker)
}

export interface ReadOptions {
  /** Laid over the file, key by key, one level deep inside groups. */
  readonly config?: ConfigOverrides | undefined
  /** Whether the folder must have a configuration file; without one the defaults hold. */
  readonly isRequired?: boolean
  /** Whether a file that is there is left aside: of a folder that is not a workspace yet. */
  readonly ignoresFile?: boolean
}

/** Reads the configuration of the workspace in `directory`. Throws UserError naming the key that is not valid. */
export async function readWorkspace(
  directory: string,
  { config: overrides, isRequired = false, ignoresFile = false }: ReadOptions = {},
): Promise<WorkspaceFolder> {
  const config = ignoresFile
    ? parseConfig('', 'the configuration', overrides)
    : await readConfig(join(directory, CONFIG_FILE), isRequired, overrides)
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

async function readConfig(
  file: string,
  isRequired: boolean,
  overrides: ConfigOverrides | undefined,
): Promise<WorkspaceConfig> {
  try {
    return parseConfig(await readFile(file, 'utf8'), file, overrides)
  } catch (error) {
    if (systemCodeOf(error) !== 'ENOENT') throw error
    if (isRequired) throw new UserError(`${file} does not exist; make a workspace there with`, { remedy: 'init' })
    return parseConfig('', 'the configuration', overrides)
  }
}
