import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { run } from '../../src/cli/run.js'
import { openWorkspace } from '../../src/workspace/index.js'
import { fakeIo } from '../support/fake-io.js'
import { temporaryFolder } from '../support/temporary-folder.js'
import { fillTrainingWorkspace } from '../support/training-workspace.js'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'followupward-'))
  await fillTrainingWorkspace(folder)
  const workspace = await openWorkspace(folder)
  const definitions = { features: 'F2cond20', target: 'T10up5low30min', sets: 'sets.csv' }
  await workspace.train({ ...definitions, bases: ['one'], name: 'first', select: 'seed', epochs: 1, batchSize: 256 })
  await workspace.close()
}, 60_000)
afterAll(() => rm(folder, { recursive: true, force: true }))

async function classifiers(...args: readonly string[]): Promise<{ code: number; out: string; err: string }> {
  const io = fakeIo(await temporaryFolder())
  const code = await run(['classifiers', ...args], io)
  return { code, out: io.stdout(), err: io.stderr() }
}

describe('followupward classifiers', () => {
  test('lists them, with --workspace before or behind', async () => {
    const { code, out } = await classifiers('list', '--workspace', folder)
    expect(code).toBe(0)
    expect(out).toMatch(/^classifier +net +features +target +bases +epoch /)
    expect(out).toMatch(/\nfirst +MLP +F2cond20 +T10up5low30min +one +1 /)
    expect((await classifiers('--workspace', folder)).out).toBe(out)
    const json: unknown = JSON.parse((await classifiers('--workspace', folder, 'list', '--json')).out)
    expect(json).toMatchObject({ classifiers: [{ name: 'first', net: 'MLP' }] })
  })

  test('says what to do where there is none', async () => {
    const { code, out } = await classifiers()
    expect(code).toBe(0)
    expect(out).toMatch(/^no classifiers in .* yet; make one with\n {2}followupward train\n$/)
  })

  test('describes one, gives it another name and removes it', async () => {
    const described = await classifiers('describe', 'first', '--workspace', folder)
    expect(described.out).toMatch(/^Classifier first\n  folder +.*\n  net +MLP, version 1, l1=/)
    expect(described.out).toContain('  training    2024-01-11T00:00Z … 2024-01-13T00:00Z\n')
    const renamed = await classifiers('rename', 'first', 'second', '--workspace', folder)
    expect(renamed).toMatchObject({
      code: 0,
      out: `Classifier first is called second now, in ${join(folder, 'classifiers/second')}\n`,
    })
    const removed = await classifiers('remove', 'second', '--workspace', folder)
    expect(removed.code).toBe(0)
    const again = await classifiers('remove', 'second', '--workspace', folder)
    expect(again).toMatchObject({ code: 1, out: '' })
    expect(again.err).toMatch(/^error: there is no classifier second in .*; there are: none\n$/)
  })

  test('refuses what it does not know', async () => {
    expect((await classifiers('rename', 'first', '../out')).err).toMatch(
      /^error: <new-name> is \.\.\/out: expected letters/,
    )
    expect((await classifiers('remove')).code).toBe(2)
    expect((await classifiers('list', '--all')).code).toBe(2)
  })
})
