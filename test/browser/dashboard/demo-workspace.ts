import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, readFile, rename, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { sha256 } from '../../../src/core/hash.js'

const root = join(dirname(fileURLToPath(import.meta.url)), '../../..')

/** The built command line. */
export const commandLine = join(root, 'dist/cli/main.js')

/**
 * Copies the demo's workspace (two simulated bases, 75 days; features, labels, a classifier `demo`, a book of a paper trade,
 * a report) into `folder`. It is made once for a build and a project folder, by the `demo` command, and kept among the
 * system's temporary files.
 */
export async function copyDemo(folder: string): Promise<void> {
  const build = await stat(commandLine)
  const kept = join(tmpdir(), `followupward-demo-${sha256(root, String(build.mtimeMs), await manifest()).slice(0, 16)}`)
  if (!(await exists(kept))) await makeDemo(kept)
  await cp(kept, folder, { recursive: true })
}

async function makeDemo(kept: string): Promise<void> {
  await mkdir(dirname(kept), { recursive: true })
  const folder = await mkdtemp(`${kept}-`)
  try {
    await promisify(execFile)(process.execPath, [commandLine, 'demo', '--days', '0.2', '--folder', folder])
    await rename(folder, kept)
  } catch (error) {
    await rm(folder, { recursive: true, force: true })
    // Another test's worker may have been quicker.
    if (!(await exists(kept))) throw error
  }
}

function manifest(): Promise<string> {
  return readFile(join(root, 'dist/web/dashboard/manifest.json'), 'utf8')
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}
