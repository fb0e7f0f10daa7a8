import { execFile } from 'node:child_process'
import { cp, mkdtemp, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { z } from 'zod'
import { UserError } from '../../src/core/errors.js'
import { sha256 } from '../../src/core/hash.js'
import { withWriterLock } from '../../src/store/files/writer-lock.js'

const root = join(dirname(fileURLToPath(import.meta.url)), '../..')

/** The built command line. */
export const commandLine = join(root, 'dist/cli/main.js')

/** Days of paper trade of the demo that tests share. */
export const DEMO_DAYS = 0.2

const printedSchema = z.object({
  /** Where the demo was when it was made. */
  folder: z.string(),
  stdout: z.string(),
  stderr: z.string(),
})

export interface MadeDemo extends z.output<typeof printedSchema> {
  /** Where it is kept; it is not to be changed. */
  readonly workspace: string
}

/**
 * The demo's workspace (two simulated bases, 75 days; features, labels, a classifier `demo`, a book of a paper trade, a report),
 * and what the command `demo` printed. It is made once for a build and a project folder, and kept among the system's temporary
 * files.
 */
export async function madeDemo(): Promise<MadeDemo> {
  const build = await stat(commandLine)
  const kept = join(tmpdir(), `followupward-demo-${sha256(root, String(build.mtimeMs), await manifest()).slice(0, 16)}`)
  while (!(await exists(kept))) {
    try {
      await withWriterLock(
        `${kept}-lock`,
        'the demo',
        async () => void ((await exists(kept)) || (await makeDemo(kept))),
      )
    } catch (error) {
      // The process of another test is making it.
      if (!(error instanceof UserError)) throw error
      await sleep(100)
    }
  }
  const printed = printedSchema.parse(JSON.parse(await readFile(join(kept, 'printed.json'), 'utf8')))
  return { ...printed, workspace: join(kept, 'demo') }
}

/** Copies that workspace into `folder`. */
export async function copyDemo(folder: string): Promise<void> {
  const { workspace } = await madeDemo()
  await cp(workspace, folder, { recursive: true })
}

async function makeDemo(kept: string): Promise<void> {
  const making = await mkdtemp(`${kept}-`)
  try {
    const folder = join(making, 'demo')
    const args = [commandLine, 'demo', '--days', String(DEMO_DAYS), '--folder', folder]
    const { stdout, stderr } = await promisify(execFile)(process.execPath, args)
    await writeFile(join(making, 'printed.json'), JSON.stringify({ folder, stdout, stderr }))
    await rename(making, kept)
  } catch (error) {
    await rm(making, { recursive: true, force: true })
    throw error
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
