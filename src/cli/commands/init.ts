import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import type { Command } from 'commander'
import { UserError, systemCodeOf } from '../../core/errors.js'
import type { CommandModule } from '../command.js'
import { editorConfig } from '../init/editor-config.js'
import { EXAMPLE_FEATURES } from '../init/example-features.js'
import { EXAMPLE_METRIC } from '../init/example-metric.js'
import { EXAMPLE_TARGET } from '../init/example-target.js'
import type { Io } from '../io.js'
import { CONFIG_TEMPLATE, SETS_TEMPLATE } from '../templates.js'
import { CONFIG_FILE } from '../workspace.js'

const module: CommandModule = {
  configure(command: Command, io: Io): void {
    command.argument('[folder]', 'folder of the new workspace', '.').action((folder: string) => init(io, folder))
  },
}
export default module

async function init(io: Io, folder: string): Promise<void> {
  const directory = resolve(io.cwd, folder)
  await mkdir(directory, { recursive: true })
  if (!(await writeNew(join(directory, CONFIG_FILE), CONFIG_TEMPLATE))) {
    throw new UserError(`${join(directory, CONFIG_FILE)} is there already; choose another folder or remove it first`)
  }
  const others = {
    'sets_split.csv': SETS_TEMPLATE,
    'features/ExampleReturns.ts': EXAMPLE_FEATURES,
    'targets/ExampleHigher.ts': EXAMPLE_TARGET,
    'metrics/ExampleHourAfter.ts': EXAMPLE_METRIC,
    'tsconfig.json': editorConfig(),
  }
  for (const [name, text] of Object.entries(others)) {
    if (!(await writeNew(join(directory, name), text))) io.err(`note: ${name} is there already and stays as it is\n`)
  }
  io.out(`A new workspace is in ${directory}: edit ${CONFIG_FILE}, then import candles with
  followupward import FILE…
A feature set and a target of your own are begun in features/ and targets/; every command knows them:
  followupward check ExampleReturns ExampleHigher
A metric of your own that training can keep its best epoch by is begun in metrics/.
`)
}

/** Writes a file that is not there yet; false where it is. */
async function writeNew(file: string, text: string): Promise<boolean> {
  try {
    await mkdir(dirname(file), { recursive: true })
    await writeFile(file, text, { flag: 'wx' })
    return true
  } catch (error) {
    if (systemCodeOf(error) !== 'EEXIST') throw error
    return false
  }
}
