import { mkdir, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { Command } from 'commander'
import { UserError, systemCodeOf } from '../../core/errors.js'
import type { CommandModule } from '../command.js'
import type { Io } from '../io.js'
import { CONFIG_TEMPLATE, SETS_TEMPLATE } from '../templates.js'
import { CONFIG_FILE } from '../workspace.js'

const module: CommandModule = {
  configure(command: Command, io: Io): void {
    command.argument('[folder]', 'folder of the new workspace', '.').action(async (folder: string) => {
      const directory = resolve(io.cwd, folder)
      await mkdir(directory, { recursive: true })
      await writeNew(join(directory, CONFIG_FILE), CONFIG_TEMPLATE)
      await writeNew(join(directory, 'sets_split.csv'), SETS_TEMPLATE)
      io.out(
        `A new workspace is in ${directory}: edit ${CONFIG_FILE}, then import candles with\n  followupward import FILE…\n`,
      )
    })
  },
}
export default module

/** Writes a file that must not be there yet. */
async function writeNew(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text, { flag: 'wx' })
  } catch (error) {
    if (systemCodeOf(error) !== 'EEXIST') throw error
    throw new UserError(`${file} is there already; choose another folder or remove it first`)
  }
}
