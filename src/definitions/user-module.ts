import { randomUUID } from 'node:crypto'
import { readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { UserError, messageOf, systemCodeOf } from '../core/errors.js'
import { isRunning } from '../core/is-running.js'
import { bundleUserFile } from './user-bundle.js'
import { PACKAGE_NAME, packageEntry } from './package-entry.js'
import { createUserSource, type UserSource } from './user-source.js'

/** What a file of the user's exports by default, and where it stands. */
export interface UserModule {
  readonly value: unknown
  readonly source: UserSource
}

/** Compiled files are on the disk only while they are being imported. */
const SCRIPT = /^\.followupward-(\d+)-[\w-]+\.mjs$/

/**
 * Runs a TypeScript or JavaScript file of the user's. Each call runs it anew, as it is on the disk now. Throws UserError with
 * file and line where it cannot be compiled or throws.
 *
 * The compiled module is written beside the source, so that other packages are found from there, and removed once it is
 * imported; where that folder cannot be written to, it is put into the system's folder for temporary files.
 */
export async function importUserModule(file: string): Promise<UserModule> {
  const text = await readSource(file)
  const { code, map } = await bundleUserFile(file)
  const script = await writeScript(dirname(file), code)
  const source = createUserSource(file, text, script, map)
  try {
    const module: unknown = await import(pathToFileURL(script).href)
    const value = typeof module === 'object' && module && 'default' in module ? module.default : undefined
    return { value, source }
  } catch (error) {
    throw new UserError(`${source.thrownAt(error)}: ${loadErrorText(error, script)}`, { cause: error })
  } finally {
    await rm(script, { force: true })
  }
}

async function readSource(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    const code = systemCodeOf(error)
    if (code === undefined) throw error
    throw new UserError(`${file}: cannot be read (${code}); expected a file, mend or remove it`, { cause: error })
  }
}

async function writeScript(folder: string, code: string): Promise<string> {
  const name = `.followupward-${process.pid}-${randomUUID()}.mjs`
  try {
    return await writeInto(folder, name, code)
  } catch (error) {
    if (!['EACCES', 'EPERM', 'EROFS'].includes(systemCodeOf(error) ?? '')) throw error
    return writeInto(tmpdir(), name, code)
  }
}

async function writeInto(folder: string, name: string, code: string): Promise<string> {
  const script = join(folder, name)
  await writeFile(script, code, { flag: 'wx', mode: 0o600 })
  await removeStale(folder)
  return script
}

/** Removes what killed processes left behind. */
async function removeStale(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const [, pid] = SCRIPT.exec(name) ?? []
    if (pid !== undefined && !isRunning(Number(pid))) await rm(join(folder, name), { force: true })
  }
}

/** One line without the name of the compiled file, which is gone by then. */
function loadErrorText(error: unknown, script: string): string {
  const [line = ''] = messageOf(error).split('\n')
  return line.replace(` imported from ${script}`, '').replace(packageEntry().href, PACKAGE_NAME)
}
