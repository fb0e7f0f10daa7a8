import { rmdir } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { withWriterLock } from '../../store/files/writer-lock.js'

/**
 * Runs the training of a classifier's folder as the only one: of two each would replace the other's checkpoints, and the
 * classifier that is ready first. Throws UserError where another process is at it; one that was killed does not count.
 */
export async function onlyTraining<T>(folder: string, work: () => Promise<T>): Promise<T> {
  const locks = join(dirname(folder), `.${basename(folder)}.writer`)
  try {
    return await withWriterLock(locks, `classifier ${basename(folder)}`, work)
  } finally {
    // Of another's training it stays.
    await rmdir(locks).catch(() => {})
  }
}
