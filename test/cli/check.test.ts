import { copyFile, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import { run } from '../../src/cli/run.js'
import { fakeIo } from '../support/fake-io.js'
import { createUserWorkspace } from '../support/user-files.js'

const EXAMPLES = fileURLToPath(new URL('../../examples/leaky/features/', import.meta.url))

/** Threads start slowly on a busy machine. */
vi.setConfig({ testTimeout: 120_000 })

let folder = ''
beforeEach(async () => {
  folder = await createUserWorkspace()
})

describe('check', () => {
  test('says what it found to people, for a definition by its file', async () => {
    await mkdir(join(folder, 'leaky/features'), { recursive: true })
    await copyFile(join(EXAMPLES, 'NextMinute.ts'), join(folder, 'leaky/features/NextMinute.ts'))
    const io = { ...fakeIo(folder), cwd: join(folder, 'leaky') }
    expect(await run(['check', 'features/NextMinute.ts', '--workspace', '..', '--quick'], io)).toBe(1)
    expect(io.stderr()).toMatch(/followupward\.yaml does not exist/)
    const untrusted = fakeIo(folder)
    expect(await run(['check', 'leaky/features/NextMinute.ts', '--quick'], untrusted)).toBe(1)
    expect(untrusted.stderr()).toBe(
      `error: ${join(folder, 'leaky')} is not trusted on this machine, so that features/NextMinute.ts was not run; read what would run there, then open the folder once with --trust\n`,
    )
    const here = fakeIo(folder)
    expect(await run(['check', 'leaky/features/NextMinute.ts', '--quick', '--trust'], here)).toBe(1)
    expect(here.stdout()).toMatch(/NextMinute +features +simulated 1, quiet +\d+\/11 +causality, streaming/)
    expect(here.stdout()).toMatch(
      /failed causality: column return at \d{4}-\d\d-\d\dT\d\d:\d\dZ on simulated 1: looks ahead, by at least 1 candle/,
    )
    expect(here.stderr()).toMatch(/^error: 1 of 1 failed: NextMinute$/m)
  })

  test('prints one JSON document, and ends well where nothing failed', async () => {
    const io = fakeIo(folder)
    expect(await run(['check', 'HourReturn', 'HigherLater', '--quick', '--json'], io)).toBe(0)
    expect(JSON.parse(io.stdout())).toMatchObject({
      passed: true,
      definitions: [
        { id: 'HourReturn', kind: 'features', userDefined: true, scope: 'quick', failed: [], findings: [] },
        { id: 'HigherLater', kind: 'targets', failed: [] },
      ],
    })
  })

  test.each([
    [['Nothing'], 'nothing to check is called Nothing'],
    [['--seed', 'many'], '--seed is many: expected a whole number'],
    [['--base', 'none', '--candles', 'x.csv'], '--base and --candles exclude each other'],
  ])('%j is refused in one line', async (args, words) => {
    const io = fakeIo(folder)
    expect(await run(['check', ...args], io)).toBe(1)
    expect(io.stderr()).toContain(`error: ${words}`)
    expect(io.stderr().match(/^error: /gm)).toHaveLength(1)
  })

  test('stops on Ctrl-C', async () => {
    const io = fakeIo(folder)
    const running = run(['check'], io)
    setTimeout(() => io.interrupt(), 300)
    expect(await running).toBe(130)
    expect(io.stdout()).toBe('')
  })
})
