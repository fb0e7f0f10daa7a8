import type { Stats } from 'node:fs'
import { rename, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { UserError, systemCodeOf } from '../../core/errors.js'

/**
 * The content of a file is not what was written. The file has been set aside, unless the message says that this failed.
 */
export class DamagedFileError extends UserError {
  override readonly name: string = 'DamagedFileError'

  constructor(
    readonly file: string,
    message: string,
  ) {
    super(message)
  }
}

/** Identifies the bytes that a path stands for: another write to the path gives another identity. */
export function fileIdentity({ dev, ino, size, mtimeMs }: Stats): string {
  return [dev, ino, size, mtimeMs].join(':')
}

/**
 * Renames a damaged file to `<file>.damaged-N`, so that nothing reads it again and nothing of it is lost, and returns
 * the error to throw. A file that was replaced since `identity` was taken is left alone.
 */
export async function setAsideDamagedFile(file: string, identity: string, damage: string): Promise<DamagedFileError> {
  const what = `${file} is damaged (${damage})`
  try {
    if (fileIdentity(await stat(file)) !== identity)
      return new DamagedFileError(file, `${what}; it has been replaced since`)
    const aside = await freeName(file)
    await rename(file, aside)
    return new DamagedFileError(file, `${what}; it was set aside as ${basename(aside)}`)
  } catch (error) {
    return new DamagedFileError(file, `${what}; it could not be set aside (${systemCodeOf(error) ?? 'unknown reason'})`)
  }
}

async function freeName(file: string): Promise<string> {
  for (let number = 1; ; number++) {
    const name = `${file}.damaged-${number}`
    try {
      await stat(name)
    } catch (error) {
      if (systemCodeOf(error) === 'ENOENT') return name
      throw error
    }
  }
}
