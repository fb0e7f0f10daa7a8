import { basename, join, resolve } from 'node:path'
import { loadClassifier } from '../../classifier/classifier-files.js'
import { openCandleStore } from '../../store/candle-store.js'
import { openDerived } from '../compute/open-derived.js'
import type { Io } from '../io.js'
import { namesOf } from '../options.js'
import { progressBars } from '../progress-bars.js'
import type { Workspace } from '../workspace.js'
import type { AssessOptions } from './assess-options.js'
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
  const candles = openCandleStore(workspace.dataFolder)
  return scoreClassifier(
    {
      name: basename(folder),
      classifier: await loadClassifier(folder),
      set: options.set,
      bases: namesOf(options.base),
    },
    {
      config: workspace.config,
      workspace: workspace.directory,
      candles,
      derived: openDerived(workspace, candles),
      progress: progressBars(io),
      signal: io.signal,
    },
    (line) => io.err(`note: ${line}\n`),
  )
}
