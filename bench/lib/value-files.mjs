import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Writes typed arrays by name into a folder, as peers read them: their bytes alone. Returns the paths in order. */
export function writeValues(folder, values) {
  return Object.entries(values).map(([name, { buffer, byteOffset, byteLength }]) => {
    const path = join(folder, name)
    writeFileSync(path, new Uint8Array(buffer, byteOffset, byteLength))
    return path
  })
}
