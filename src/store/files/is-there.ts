import { access } from 'node:fs/promises'

/** Whether a file or folder can be reached. */
export function pathExists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}
