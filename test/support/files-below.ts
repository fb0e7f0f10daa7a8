import { readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { sha256 } from '../../src/core/hash.js'

/** Content hash of every file below a folder, but the locks of processes that were killed: the next writer takes those over. */
export async function filesBelow(root: string): Promise<Map<string, string>> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile() && !entry.name.endsWith('.lock'))
  const paths = files.map((entry) => join(entry.parentPath, entry.name)).sort()
  return new Map(
    await Promise.all(paths.map(async (path) => [path.slice(root.length), sha256(await readFile(path))] as const)),
  )
}
