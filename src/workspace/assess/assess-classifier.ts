import { basename, join, resolve } from 'node:path'
import { loadClassifier } from '../../classifier/classifier-files.js'
import type { Io } from '../../cli/io.js'
import { progressBars } from '../../cli/progress-bars.js'
import { namesOf } from '../../cli/options.js'
import { requireDevice } from '../train/device.js'
import { openDataSources } from '../rows/data-sources.js'
import type { Workspace } from '../workspace.js'
import type { AssessOptions } from '../../cli/assess/assess-options.js'
import type { Assessed } from './assessed.js'
import { scoreClassifier } from './score-classifier.js'

/** Scores a classifier of the workspace, by its name, or one in any folder, by its path. */
export async function assessClassifier(
  io: Io,
  workspace: Workspace,
  classifier: string,
  options: AssessOptions,
): Promise<Assessed> {
  const isPath = /[/\\]|^\.+$/.test(classifier)
  const folder = isPath ? resolve(io.cwd, classifier) : join(workspace.classifierFolder, classifier)
  await requireDevice(options.device)
  return scoreClassifier(
    {
      name: basename(folder),
      classifier: await loadClassifier(folder),
      set: options.set,
      bases: namesOf(options.base),
      device: options.device,
    },
    openDataSources({
      workspace,
      clock: io.clock,
      signal: io.signal,
      progress: progressBars(io),
      log: (line) => io.err(`${line}\n`),
    }),
    (line) => io.err(`note: ${line}\n`),
  )
}
