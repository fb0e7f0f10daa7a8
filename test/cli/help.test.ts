import { Command } from 'commander'
import { describe, expect, test } from 'vitest'
import { commands } from '../../src/cli/commands.js'
import { run } from '../../src/cli/run.js'
import { fakeIo } from '../support/fake-io.js'

/** Thrown before a command would run: its options and arguments were understood. */
class Understood extends Error {}

/** Parses a command line by the command that it names and runs nothing. Throws what the command line finds wrong with it. */
async function parse(line: string): Promise<void> {
  const words = line.split(' ')
  const entry = commands.find(({ name }) => name === words[0])
  if (!entry) throw new Error(`there is no command ${words[0]}`)
  const program = new Command().exitOverride().configureOutput({ writeErr: () => undefined })
  const command = program.command(entry.name).exitOverride().option('--workspace <folder>')
  const { default: module } = await entry.load()
  module.configure(command, fakeIo('.'))
  program.hook('preAction', () => {
    throw new Understood(line)
  })
  await program.parseAsync(words, { from: 'user' })
}

describe('help', () => {
  test.each(commands.flatMap(({ examples }) => examples))('the example %s is understood', async (line) => {
    await expect(parse(line)).rejects.toBeInstanceOf(Understood)
  })

  test('an example with an option that there is not would be found', async () => {
    await expect(parse('train --featurs F2cond20')).rejects.toThrow("unknown option '--featurs'")
  })

  test.each(commands)('$name ends its help with its two examples', async ({ name, examples }) => {
    const io = fakeIo('.')
    expect(await run([name, '--help'], io)).toBe(0)
    const lines = io.stdout().trimEnd().split('\n')
    expect(lines.slice(-3)).toEqual(['Examples:', ...examples.map((line) => `  followupward ${line}`)])
  })

  test('the many options of train stand in groups, what everybody needs first', async () => {
    const io = fakeIo('.')
    await run(['train', '--help'], io)
    const headings = [...io.stdout().matchAll(/^(\S[^\n]*):$/gm)].map(([, heading]) => heading)
    expect(headings).toEqual([
      'Options',
      'This machine',
      'Interruption and logs',
      'How the net learns (default: as the net has it, else the configuration)',
      'Training by another program',
      'Examples',
    ])
    expect(io.stdout()).toMatch(/--features <id> +feature set, such as F2cond20 \(required\)/)
  })
})

describe('what is typed wrong', () => {
  test('an option that is spelt wrong is named before those that are missing because of it', async () => {
    const io = fakeIo('.')
    expect(await run(['train', '--featurs', 'F2cond20'], io)).toBe(2)
    expect(io.stderr()).toContain("error: unknown option '--featurs'\n(Did you mean --features?)")
  })

  test('all options that are missing are named, with what they are', async () => {
    const io = fakeIo('.')
    expect(await run(['train'], io)).toBe(1)
    expect(io.stderr()).toBe(
      'error: --features and --target are missing: feature set, such as F2cond20; target, such as T10up5low30min\n',
    )
  })
})
