import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { commands } from '../../src/cli/commands.js'
import { run } from '../../src/cli/run.js'
import { fakeIo } from '../support/fake-io.js'
import { temporaryFolder } from '../support/temporary-folder.js'

describe('the command line', () => {
  test('--help lists every command with a summary', async () => {
    const io = fakeIo('.')
    expect(await run(['--help'], io)).toBe(0)
    for (const command of commands) expect(io.stdout()).toContain(command.name)
  })

  test.each(commands.map((command) => command.name))('%s has --help of its own', async (name) => {
    const io = fakeIo('.')
    expect(await run([name, '--help'], io)).toBe(0)
    expect(io.stdout()).toMatch(new RegExp(`^Usage: followupward ${name} `))
    expect(io.stdout()).toContain('--verbose')
  })

  test('an unknown command or option is wrong usage, in one line with the way on', async () => {
    const io = fakeIo('.')
    expect(await run(['trian'], io)).toBe(2)
    expect(io.stderr()).toMatch(/unknown command 'trian'/)
    expect(await run(['init', '--bse', 'x'], fakeIo('.'))).toBe(2)
  })

  test('init makes a workspace once and never writes over one', async () => {
    const folder = await temporaryFolder()
    expect(await run(['init'], fakeIo(folder))).toBe(0)
    const before = await readFile(join(folder, 'followupward.yaml'), 'utf8')
    const io = fakeIo(folder)
    expect(await run(['init'], io)).toBe(1)
    expect(io.stderr()).toMatch(/^error: .*followupward\.yaml is there already; .*\n$/)
    expect(await readFile(join(folder, 'followupward.yaml'), 'utf8')).toBe(before)
  })

  test('a fault is one line; --verbose adds the stack', async () => {
    const folder = await temporaryFolder()
    await run(['init'], fakeIo(folder))
    const quiet = fakeIo(folder)
    await run(['init'], quiet)
    expect(quiet.stderr().trimEnd().split('\n')).toHaveLength(1)
    const verbose = fakeIo(folder)
    await run(['init', '--verbose'], verbose)
    expect(verbose.stderr()).toMatch(/\n\s+at /)
  })
})
