import { readFile, realpath, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { UserError, systemCodeOf } from '../core/errors.js'
import { sha256 } from '../core/hash.js'
import { allowCode } from '../definitions/code-trust.js'
import { makeFolder } from '../store/files/make-folder.js'
import { writeAtomically } from '../store/files/staged-file.js'
import { systemStateFolder } from './state-folder.js'

/** A folder as it was when it was trusted. Another one that takes its place has another identity. */
const trustedSchema = z.strictObject({ folder: z.string(), identity: z.string() })
type TrustedFolder = z.output<typeof trustedSchema>

/** Whether the workspace in a folder was trusted on this machine. */
export async function isTrusted(directory: string, stateFolder = systemStateFolder()): Promise<boolean> {
  const now = await identify(directory)
  if (!now) return false
  const before = await readTrusted(fileOf(now, stateFolder))
  return before?.folder === now.folder && before.identity === now.identity
}

/**
 * Lets the code of the workspace in a folder run, in this process and whenever it is opened again on this machine. False where
 * that could not be written down, so that it holds for this process alone. Throws UserError where there is no such folder.
 */
export async function trustFolder(directory: string, stateFolder = systemStateFolder()): Promise<boolean> {
  const now = await identify(directory)
  if (!now) throw new UserError(`${directory} is no folder that can be trusted; give one that is there`)
  allowCode(directory)
  const file = fileOf(now, stateFolder)
  try {
    await makeFolder(join(stateFolder, FOLDER), 0o700)
    await writeAtomically(file, [Buffer.from(`${JSON.stringify(now)}\n`)], { mode: 0o600 })
    return true
  } catch (error) {
    if (systemCodeOf(error) === undefined) throw error
    return false
  }
}

/** Trusts a folder that was made a workspace just now, unless it held code before. */
export async function trustNewFolder(
  directory: string,
  codeBefore: readonly string[],
  log: (line: string) => void,
): Promise<void> {
  const [first] = codeBefore
  if (first !== undefined) {
    log(`note: ${first} was there before; the first use of the workspace's code asks whether the folder is trusted`)
  } else if (!(await trustFolder(directory))) {
    log(`note: that ${directory} is trusted could not be written to ${systemStateFolder()}`)
  }
}

/** Lets the code of a workspace run where it is trusted: by the caller, or before on this machine. */
export async function allowTrusted(directory: string, trust: boolean): Promise<void> {
  if (trust) await trustFolder(directory)
  else if (await isTrusted(directory)) allowCode(directory)
}

const FOLDER = 'trusted'

/** A file for each folder: processes that write at once do not overwrite each other's. */
function fileOf({ folder }: TrustedFolder, stateFolder: string): string {
  return join(stateFolder, FOLDER, `${sha256(folder).slice(0, 32)}.json`)
}

/** Undefined where there is no such folder. */
async function identify(directory: string): Promise<TrustedFolder | undefined> {
  try {
    const folder = await realpath(directory)
    const found = await stat(folder, { bigint: true })
    return found.isDirectory() ? { folder, identity: `${found.ino}-${found.birthtimeNs}` } : undefined
  } catch (error) {
    if (systemCodeOf(error) === undefined) throw error
    return undefined
  }
}

async function readTrusted(file: string): Promise<TrustedFolder | undefined> {
  try {
    return trustedSchema.safeParse(JSON.parse(await readFile(file, 'utf8'))).data
  } catch (error) {
    if (systemCodeOf(error) === undefined && !(error instanceof SyntaxError)) throw error
    return undefined
  }
}
