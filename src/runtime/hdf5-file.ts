import type { Group } from 'h5wasm'
import { UserError, messageOf } from '../core/errors.js'

/** Files lie in the memory of the library; the number keeps two at a time apart. */
let counter = 0

/**
 * Reads an HDF5 file. What `read` returns must not hold on to the file. An error that is no UserError becomes one that names
 * `label`.
 */
export async function readHdf5File<T>(bytes: Uint8Array, label: string, read: (file: Group) => T): Promise<T> {
  const { File, ready } = await import('h5wasm')
  const module = await ready
  // Without it a file of another kind opens silently.
  module.activate_throwing_error_handler()
  const path = `file-${++counter}.h5`
  module.FS.writeFile(path, bytes)
  try {
    const file = new File(path, 'r')
    try {
      return read(file)
    } finally {
      file.close()
    }
  } catch (error) {
    if (error instanceof UserError) throw error
    // The library describes an error by a stack of many lines about its inside.
    const [line = ''] = messageOf(error).split('\n')
    const detail = line.startsWith('HDF5-DIAG') ? '' : ` (${line})`
    throw new UserError(`${label} is torn or not an HDF5 file${detail}; fetch it again`)
  } finally {
    module.FS.unlink(path)
  }
}
