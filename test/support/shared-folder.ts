import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll } from 'vitest'

export interface SharedFolder {
  /** Known once the first test begins. */
  readonly path: string
}

/** A folder for all tests of a file or a `describe`: filled before the first of them, removed after the last. */
export function sharedFolder(fill: (folder: string) => Promise<unknown> = async () => {}): SharedFolder {
  const folder = { path: '' }
  beforeAll(async () => {
    folder.path = await mkdtemp(join(tmpdir(), 'followupward-'))
    await fill(folder.path)
  })
  afterAll(() => rm(folder.path, { recursive: true, force: true }))
  return folder
}
