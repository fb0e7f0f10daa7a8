import { onTestFinished } from 'vitest'
import type { Progress } from '../../src/core/progress.js'
import { openWorkspace, type OpenOptions, type Workspace } from '../../src/workspace/index.js'
import { temporaryFolder } from './temporary-folder.js'

export interface TestWorkspace extends Workspace {
  /** Lines that use cases have logged so far. */
  readonly logged: readonly string[]
  /** What was begun and shown as progress so far: `expand training rows`. */
  readonly shown: readonly string[]
}

/** The workspace in a folder (default: a new empty one), closed when the test that opened it is over. */
export async function openTestWorkspace(folder?: string, options: OpenOptions = {}): Promise<TestWorkspace> {
  const logged: string[] = []
  const shown: string[] = []
  const log = (line: string): void => void logged.push(line)
  const progress: Progress = {
    start: (label) => {
      shown.push(label)
      return { update: () => {}, end: () => {} }
    },
  }
  const workspace = await openWorkspace(folder ?? (await temporaryFolder()), { log, progress, ...options })
  onTestFinished(() => workspace.close())
  return { ...workspace, logged, shown }
}
