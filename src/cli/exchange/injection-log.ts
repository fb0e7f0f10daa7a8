import { closeSync, openSync, writeSync } from 'node:fs'
import { resolve } from 'node:path'
import { UserError, messageOf } from '../../core/errors.js'
import type { ScenarioEvent, ScenarioChoice } from '../../exchange/simulated/scenarios/open-scenarios.js'
import type { Io } from '../io.js'

export interface InjectionLog {
  readonly write: (injection: ScenarioEvent) => void
  readonly close: () => void
}

/**
 * Where a run says what its scenarios do: in `file`, written anew, or on stderr. Its first line has the seed, by which the
 * same requests give the same lines again. Throws UserError where the file cannot be written.
 */
export function openInjectionLog(
  io: Io,
  file: string | undefined,
  seed: number,
  choices: readonly ScenarioChoice[],
): InjectionLog {
  if (choices.length === 0 && file === undefined) return { write: () => {}, close: () => {} }
  const { say, close } =
    file === undefined
      ? { say: (text: string) => io.err(text), close: () => {} }
      : openFile(resolve(io.cwd, file), file)
  const settings = choices.map(
    (choice) => `${choice.id}${choice.settings ? ` ${JSON.stringify(choice.settings)}` : ''}`,
  )
  say(`seed ${seed}, scenarios: ${settings.join(', ') || 'none'}\n`)
  return {
    write: ({ time, scenario, text }) => say(`${new Date(time).toISOString()} ${scenario}: ${text}\n`),
    close,
  }
}

function openFile(path: string, name: string): { say: (text: string) => void; close: () => void } {
  try {
    const handle = openSync(path, 'w')
    return { say: (text) => void writeSync(handle, text), close: () => closeSync(handle) }
  } catch (error) {
    throw new UserError(`--log ${name}: cannot be written (${messageOf(error)})`)
  }
}
