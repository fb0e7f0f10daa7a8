import { closeSync, openSync, writeSync } from 'node:fs'
import { resolve } from 'node:path'
import { messageOf } from '../../core/errors.js'
import { RequestError } from '../../core/request-error.js'
import type { ScenarioEvent, ScenarioChoice } from '../../exchange/simulated/scenarios/open-scenarios.js'
import type { WorkspaceContext } from '../context.js'

export interface ScenarioLog {
  readonly write: (event: ScenarioEvent) => void
  readonly close: () => void
}

interface LoggedRun {
  /** File that is written anew; the log of the context where it is left out. */
  readonly log?: string | undefined
  readonly seed: number
  readonly choices: readonly ScenarioChoice[]
}

/**
 * Where a run says what its scenarios do. The first line has the seed, by which equal requests of a client give equal lines
 * again. Throws RequestError where the file cannot be written.
 */
export function openScenarioLog({ log, seed, choices }: LoggedRun, context: WorkspaceContext): ScenarioLog {
  if (choices.length === 0 && log === undefined) return { write: () => {}, close: () => {} }
  const { line, close } =
    log === undefined ? { line: context.log, close: () => {} } : openFile(resolve(context.workspace.directory, log))
  const settings = choices.map(
    (choice) => `${choice.id}${choice.settings ? ` ${JSON.stringify(choice.settings)}` : ''}`,
  )
  line(`seed ${seed}, scenarios: ${settings.join(', ') || 'none'}`)
  return {
    write: ({ time, scenario, text }) => line(`${new Date(time).toISOString()} ${scenario}: ${text}`),
    close,
  }
}

function openFile(path: string): { readonly line: (text: string) => void; readonly close: () => void } {
  try {
    const handle = openSync(path, 'w', 0o600)
    return { line: (text) => void writeSync(handle, `${text}\n`), close: () => closeSync(handle) }
  } catch (error) {
    throw new RequestError(`{log} ${path}: cannot be written (${messageOf(error)})`)
  }
}
