import { mkdir, writeFile } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import type { Command } from 'commander'
import { z } from 'zod'
import { UserError, systemCodeOf } from '../../core/errors.js'
import type { CommandModule } from '../command.js'
import { editorConfigText } from '../../workspace/init/editor-config.js'
import { EXAMPLE_FEATURES } from '../../workspace/init/example-features.js'
import { EXAMPLE_METRIC } from '../../workspace/init/example-metric.js'
import { EXAMPLE_TARGET } from '../../workspace/init/example-target.js'
import type { Io } from '../io.js'
import { parseOptions } from '../options.js'
import { CONFIG_TEMPLATE, SETS_TEMPLATE } from '../../workspace/init/templates.js'
import { CONFIG_FILE } from '../../workspace/workspace.js'

const optionsSchema = z.object({ workspace: z.string().optional(), json: z.boolean().default(false) })

const module: CommandModule = {
  configure(command: Command, io: Io): void {
    command
      .argument('[folder]', 'folder of the new workspace (default: --workspace, or here)')
      .option('--json', 'print the result as JSON')
      .action((folder: string | undefined, raw: unknown) => {
        const { workspace, json } = parseOptions(optionsSchema, raw)
        return init(io, folder ?? workspace ?? '.', json)
      })
  },
}
export default module

async function init(io: Io, folder: string, json: boolean): Promise<void> {
  const directory = resolve(io.cwd, folder)
  await makeFolder(directory)
  if (existsSync(join(directory, CONFIG_FILE))) throw thereAlready(directory)
  const files = {
    'sets_split.csv': SETS_TEMPLATE,
    'features/ExampleReturns.ts': EXAMPLE_FEATURES,
    'targets/ExampleHigher.ts': EXAMPLE_TARGET,
    'metrics/ExampleHourAfter.ts': EXAMPLE_METRIC,
    'tsconfig.json': editorConfigText(),
  }
  const kept: string[] = []
  for (const [name, text] of Object.entries(files)) {
    if (await writeNew(join(directory, name), text)) continue
    kept.push(name)
    io.err(`note: ${name} is there already and stays as it is\n`)
  }
  // Last, because it makes the folder a workspace: what fails before can be begun again.
  if (!(await writeNew(join(directory, CONFIG_FILE), CONFIG_TEMPLATE))) throw thereAlready(directory)
  const written = [CONFIG_FILE, ...Object.keys(files).filter((name) => !kept.includes(name))]
  io.out(json ? `${JSON.stringify({ folder: directory, written, kept }, undefined, 2)}\n` : initText(directory))
}

function initText(directory: string): string {
  return `A new workspace is in ${directory}: edit ${CONFIG_FILE}, then import candles with
  followupward import FILE…
A feature set and a target of your own are begun in features/ and targets/; every command knows them:
  followupward check ExampleReturns ExampleHigher
A metric of your own that training can keep its best epoch by is begun in metrics/.
`
}

function thereAlready(directory: string): UserError {
  return new UserError(`${join(directory, CONFIG_FILE)} is there already; choose another folder or remove it first`)
}

/** Throws UserError where something that is no folder has the name. */
async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true })
  } catch (error) {
    if (!['EEXIST', 'ENOTDIR', 'ENOENT'].includes(systemCodeOf(error) ?? '')) throw error
    throw new UserError(`${folder} cannot be made a folder: a file has that name, or its parent’s; rename it first`)
  }
}

/** Writes a file that is not there yet; false where it is. */
async function writeNew(file: string, text: string): Promise<boolean> {
  await makeFolder(dirname(file))
  try {
    await writeFile(file, text, { flag: 'wx' })
    return true
  } catch (error) {
    if (systemCodeOf(error) !== 'EEXIST') throw error
    return false
  }
}
