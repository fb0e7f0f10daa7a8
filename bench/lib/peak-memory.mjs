import { existsSync, readFileSync } from 'node:fs'

/**
 * The largest resident set that a process has had since it began to run its program, in MB of 2²⁰ bytes, its threads included;
 * 0 where Linux does not tell it, and once the process has ended. `process.resourceUsage` also counts the memory of the process
 * that it was started from.
 */
export function peakMemory(pid) {
  const file = `/proc/${pid}/status`
  if (!existsSync(file)) return 0
  try {
    return Number(/^VmHWM:\s+(\d+) kB/m.exec(readFileSync(file, 'utf8'))?.[1] ?? 0) / 1024
  } catch {
    return 0
  }
}
