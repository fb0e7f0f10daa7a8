import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { symlink } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, expect, onTestFinished, test } from 'vitest'
import { openLedger } from '../../../src/store/ledger/ledger.js'
import type { SealEntry } from '../../../src/store/ledger/ledger-entries.js'
import { appendToSharedLog } from '../../../src/store/files/shared-log.js'
import { bundleScript } from '../../support/bundle-script.js'
import { temporaryFolder } from '../../support/temporary-folder.js'

let script = ''
beforeEach(async () => {
  script = await bundleScript(new URL('child/keep-adding.ts', import.meta.url), await temporaryFolder())
})

/** A process that adds looks of its name; `added` is the last one that it said is in the ledger. */
function adder(folder: string, name: string, count?: number): { child: ChildProcess; added: () => number } {
  const args = [script, folder, name, ...(count === undefined ? [] : [String(count)])]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  let added = 0
  child.stdout?.on('data', (data: Buffer) => {
    added = Number(data.toString().trim().split('\n').at(-1))
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  return { child, added: () => added }
}

/** The numbers of one process' looks; both of each are there, one after the other. */
function numbersOf(entries: readonly SealEntry[], name: string): number[] {
  const own = entries.filter((entry) => entry.kind === 'look' && entry.subject === name)
  expect(own.map(({ ranges }) => ranges.length)).toEqual(own.map((_, index) => (index % 2) + 1))
  return own.filter((_, index) => index % 2 === 0).map(({ time }) => time)
}

test('processes that write at once lose no entry of each other', { timeout: 60_000 }, async () => {
  const folder = await temporaryFolder()
  const names = ['a', 'b', 'c']
  const children = names.map((name) => adder(folder, name, 60).child)
  await Promise.all(children.map((child) => once(child, 'exit')))
  const { entries, damagedLines } = await openLedger(folder).seals()
  expect(damagedLines).toBe(0)
  for (const name of names) expect(numbersOf(entries, name)).toEqual(Array.from({ length: 60 }, (_, i) => i + 1))
})

test(
  'a process killed while it writes loses nothing that it had written, nor what others write',
  { timeout: 60_000 },
  async () => {
    const folder = await temporaryFolder()
    const other = adder(folder, 'other', 400)
    for (const [index, delay] of [0, 2, 5, 9].entries()) {
      const { child, added } = adder(folder, `killed ${index}`)
      await expect.poll(added, { timeout: 20_000, interval: 1 }).toBeGreaterThan(0)
      await new Promise((resolve) => setTimeout(resolve, delay))
      child.kill('SIGKILL')
      await once(child, 'exit')
      const numbers = numbersOf((await openLedger(folder).seals()).entries, `killed ${index}`)
      expect(numbers.length).toBeGreaterThanOrEqual(added())
      expect(numbers).toEqual(numbers.map((_, i) => i + 1))
    }
    if (other.child.exitCode === null) await once(other.child, 'exit')
    expect(numbersOf((await openLedger(folder).seals()).entries, 'other')).toHaveLength(400)
  },
)

test.skipIf(!existsSync('/dev/full'))('a full disk is told in one line that names the file', async () => {
  const folder = await temporaryFolder()
  await symlink('/dev/full', join(folder, 'trials.log'))
  const ledger = openLedger(folder)
  const entry = { kind: 'fit', time: 1, id: 'x', classifier: 'x', trainer: 'train', isResumed: false } as const
  const parts = { features: 'F', target: 'T', net: 'MLP', params: {}, seed: 1, training: [], validation: [] }
  await expect(ledger.addTrials([{ ...entry, ...parts }])).rejects.toThrow(
    /^the ledger .*trials\.log cannot be written, and nothing is counted without it: no space is left on the disk; free some and try again$/,
  )
})

test('an entry of a newer program is not passed over', async () => {
  const folder = await temporaryFolder()
  await appendToSharedLog(join(folder, 'test-sets.log'), JSON.stringify([{ kind: 'closed', time: 1 }]))
  await expect(openLedger(folder).seals()).rejects.toThrow(/does not know; run a newer followupward/)
})
