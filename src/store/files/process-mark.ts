import { readFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { z } from 'zod'
import { isRunning } from '../../core/is-running.js'

const markSchema = z.object({ pid: z.int(), host: z.string(), started: z.string(), note: z.string().optional() })

/** Returns the text by which a file names the process that made it; `note` is for whoever reads it: `readMarkNote`. */
export async function currentProcessMark(note?: string): Promise<string> {
  return JSON.stringify({ pid: process.pid, host: hostname(), started: await readProcessStart(process.pid), note })
}

/** Reads the note of the process that made a marked file. */
export async function readMarkNote(file: string): Promise<string | undefined> {
  return (await readMark(file))?.note
}

/**
 * Whether the process of that number, which made the marked file, still runs; a process of another machine is taken to
 * run.
 */
export async function isMarkOwnerRunning(pid: number, file: string): Promise<boolean> {
  const mark = await readMark(file)
  // // An empty mark was made this moment, or its maker died while writing it: the process number alone decides.
  if (mark && mark.host !== hostname()) return true
  if (!isRunning(pid)) return false
  return !mark || mark.started === '' || mark.started === (await readProcessStart(pid))
}

async function readMark(file: string): Promise<z.output<typeof markSchema> | undefined> {
  try {
    const raw: unknown = JSON.parse(await readFile(file, 'utf8'))
    return markSchema.safeParse(raw).data
  } catch {
    return undefined
  }
}

/**
 * Reads when a process started, in the system's own count, so that a reused process number is not taken for it; ''
 * where unknown.
 */
export async function readProcessStart(pid: number): Promise<string> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? ''
  } catch {
    return ''
  }
}
