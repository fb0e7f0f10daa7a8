import { readFile } from 'node:fs/promises'

/** When a process started, in the system's own count, so that a reused number is not taken for it; '' where unknown. */
export async function readProcessStart(pid: number): Promise<string> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? ''
  } catch {
    return ''
  }
}
