import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { createRng } from '../../../src/core/rng.js'
import { filesBelow } from '../../support/files-below.js'
import { temporaryFolder } from '../../support/temporary-folder.js'
import { fillTrainingWorkspace } from '../../support/training-workspace.js'
import { WALK_FORWARD } from '../../support/walk-forward.js'

const SCRIPT = fileURLToPath(new URL('../../../dist/workspace/use-case-process.js', import.meta.url))
const REQUEST = { ...WALK_FORWARD, bases: ['one'], epochs: 3, checkpointMinutes: 0 }

/** What a process that ended by itself printed as its result; undefined where it was killed. */
interface Life {
  readonly result: unknown
  /** What was logged. */
  readonly lines: readonly string[]
}

/** A walk-forward in a process of its own, killed so many milliseconds after a message of its progress has these words. */
async function live(
  workspace: string,
  workers: number,
  kill?: { readonly at: string; readonly wait: number },
): Promise<Life> {
  const child = spawn(process.execPath, [SCRIPT], { stdio: ['pipe', 'pipe', 'inherit'] })
  child.stdin.end(JSON.stringify({ useCase: 'walkForward', workspace, request: { ...REQUEST, workers } }))
  const lines: string[] = []
  let result: unknown
  let timer: NodeJS.Timeout | undefined
  createInterface({ input: child.stdout }).on('line', (line) => {
    const message = z
      .looseObject({ result: z.unknown().optional(), log: z.string().optional() })
      .parse(JSON.parse(line))
    if (message.log !== undefined) lines.push(message.log)
    if (message.result !== undefined) result = message.result
    if (line.includes('"error"')) lines.push(line)
    if (kill && line.includes(kill.at)) timer ??= setTimeout(() => child.kill('SIGKILL'), kill.wait)
  })
  const [code] = z.tuple([z.number().nullable(), z.unknown()]).parse(await once(child, 'close'))
  clearTimeout(timer)
  if (code !== null) expect({ code, lines: code === 0 ? [] : lines }).toEqual({ code: 0, lines: [] })
  return { result, lines }
}

/** All windows; what a killed process left beside them is no window. */
async function windowsOf(workspace: string): Promise<[string, string][]> {
  const files = await filesBelow(join(workspace, 'data', 'walk-forward', 'wf'))
  return [...files].filter(([name]) => name.startsWith('/window-'))
}

const withoutTrials = (result: unknown): unknown => {
  const { verdict: _verdict, folder: _folder, ...rest } = z.looseObject({}).parse(result)
  return rest
}

test('killed at random moments and resumed with other numbers of workers, a walk-forward ends with the bytes of an undisturbed one', async () => {
  const undisturbed = await temporaryFolder()
  await fillTrainingWorkspace(undisturbed)
  const disturbed = await temporaryFolder()
  const whole = await live(undisturbed, 1)
  // With the frames, which are computed by then.
  await cp(undisturbed, disturbed, { recursive: true })
  await rm(join(disturbed, 'data', 'walk-forward'), { recursive: true })
  const rng = createRng(Date.now() % 1_000_000)
  // Within an epoch of the first windows, then about the moment in which one is written.
  for (const at of [' windows', 'finished']) {
    const killed = await live(disturbed, 2, { at, wait: rng.below(600) })
    if (killed.result !== undefined) await rm(join(disturbed, 'data', 'walk-forward'), { recursive: true })
  }
  const resumed = await live(disturbed, 2)
  expect(withoutTrials(resumed.result)).toEqual(withoutTrials(whole.result))
  const windows = await windowsOf(undisturbed)
  expect(windows.map(([name]) => name)).toEqual(
    [1, 2, 3].flatMap((n) => ['model.onnx', 'one.arrow', 'window.json'].map((file) => `/window-00${n}/${file}`)),
  )
  expect(await windowsOf(disturbed)).toEqual(windows)

  // Nothing is left of the trainings.
  expect([...(await filesBelow(join(disturbed, 'data', 'walk-forward'))).keys()]).toEqual(
    windows.map(([name]) => `/wf${name}`),
  )
})
