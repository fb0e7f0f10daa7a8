import { cp, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { loadClassifier } from '../../src/classifier/classifier-files.js'
import { run } from '../../src/cli/run.js'
import { fakeIo, type FakeIo } from '../support/fake-io.js'
import { createUserWorkspace } from '../support/user-files.js'
import { temporaryFolder } from '../support/temporary-folder.js'
import { fillTrainingWorkspace } from '../support/training-workspace.js'

const LEAK = fileURLToPath(new URL('../fixtures/leaky/ShiftByMinusOne.ts', import.meta.url))

async function workspace(): Promise<FakeIo> {
  const folder = await temporaryFolder()
  await fillTrainingWorkspace(folder)
  await createUserWorkspace({}, folder)
  await mkdir(join(folder, 'features'), { recursive: true })
  await cp(LEAK, join(folder, 'features/ShiftByMinusOne.ts'))
  return fakeIo(folder)
}

const train = (features: string, target: string, ...more: string[]): string[] => [
  'train',
  '--base',
  'one',
  '--sets',
  'sets.csv',
  '--epochs',
  '1',
  '--features',
  features,
  '--target',
  target,
  '--name',
  'made',
  ...more,
]

describe('training', () => {
  test('takes definitions of the workspace once they have passed a quick check, and says so in the classifier', async () => {
    const io = await workspace()
    expect(await run(train('HourReturn', 'HigherLater'), io), io.stderr()).toBe(0)
    const { features, target } = (await loadClassifier(join(io.cwd, 'classifiers/made'))).description
    expect([features.id, features.check, target.id, target.check]).toEqual([
      'HourReturn',
      'passed',
      'HigherLater',
      'passed',
    ])
    // The second time what was found is known.
    const again = fakeIo(io.cwd)
    expect(await run(train('HourReturn', 'T10up5low30min', '--overwrite'), again)).toBe(0)
    expect(again.stderr()).not.toContain('checking')
    expect((await loadClassifier(join(io.cwd, 'classifiers/made'))).description.target.check).toBe('shipped')
    // All commands find the definitions again.
    expect(await run(['assess', 'made', '--set', 'validation', '--json'], io), io.stderr()).toBe(0)
  })

  test('refuses one that looks ahead, in one line, unless told otherwise', async () => {
    const io = await workspace()
    expect(await run(train('ShiftByMinusOne', 'T10up5low30min'), io)).toBe(1)
    expect(io.stderr()).toMatch(
      /error: ShiftByMinusOne failed causality: column return at \S+ on simulated 1: looks ahead, .*; mend it and see followupward check ShiftByMinusOne, or train with --unchecked\n/,
    )
    expect(await run(train('ShiftByMinusOne', 'T10up5low30min', '--unchecked'), io), io.stderr()).toBe(0)
    expect((await loadClassifier(join(io.cwd, 'classifiers/made'))).description.features.check).toBe('failed')
  })

  test('believes what check found, and asks again where the source has changed', async () => {
    const io = await workspace()
    expect(await run(['check', 'ShiftByMinusOne', '--base', 'one'], io)).toBe(1)
    const before = io.stderr()
    expect(await run(train('ShiftByMinusOne', 'T10up5low30min'), io)).toBe(1)
    expect(io.stderr().slice(before.length)).toMatch(/^error: ShiftByMinusOne failed causality/)
    const mended = (await readFile(LEAK, 'utf8')).replace('Math.min(row + 1, grid.rows)', 'row - 1')
    await writeFile(join(io.cwd, 'features/ShiftByMinusOne.ts'), mended)
    expect(await run(train('ShiftByMinusOne', 'T10up5low30min'), io), io.stderr()).toBe(0)
    expect((await loadClassifier(join(io.cwd, 'classifiers/made'))).description.features.check).toBe('passed')
  })

  test('does not check what it is told not to', async () => {
    const io = await workspace()
    expect(await run(train('HourReturn', 'T10up5low30min', '--unchecked'), io), io.stderr()).toBe(0)
    expect(io.stderr()).not.toContain('checking')
    expect((await loadClassifier(join(io.cwd, 'classifiers/made'))).description.features.check).toBe('unchecked')
  })
})
