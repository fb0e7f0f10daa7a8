import { readFileSync } from 'node:fs'

/**
 * Milliseconds for which the first thread of a process had work and no processor, because others had them all. 0 where the system does
 * not tell, as only Linux does, and where there is no such process.
 */
export function processorWait(pid: number | undefined): number {
  if (process.platform !== 'linux' || pid === undefined) return 0
  try {
    // Nanoseconds on a processor, nanoseconds of waiting for one, and how often it got one.
    const [, waited] = readFileSync(`/proc/${pid}/schedstat`, 'utf8').split(' ')
    return Number(waited ?? 0) / 1e6
  } catch {
    return 0
  }
}
