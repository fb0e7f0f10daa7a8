import { systemCodeOf } from './errors.js'

/** Whether a process of this machine with that number is alive, whoever started it. */
export function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return systemCodeOf(error) === 'EPERM'
  }
}
