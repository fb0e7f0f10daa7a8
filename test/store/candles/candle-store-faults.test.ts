import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readdir } from 'node:fs/promises'
import { beforeEach, expect, onTestFinished, test } from 'vitest'
import type { Candles } from '../../../src/core/candles.js'
import { openCandleStore } from '../../../src/store/candles/open-candle-store.js'
import { candleFolderOf } from '../../../src/store/candles/candle-folders.js'
import { bundleScript } from '../../support/bundle-script.js'
import { candlesFrom } from '../../support/candles-from.js'
import { temporaryFolder } from '../../support/temporary-folder.js'
import { STRESS_FIRST_MONTH, STRESS_MARKET, STRESS_ROWS, STRESS_START } from './child/stress.js'

let script = ''
beforeEach(async () => {
  script = await bundleScript(new URL('child/keep-writing.ts', import.meta.url), await temporaryFolder())
})

/** A process that writes without end; `round` is the last one it said it had finished. */
function writer(folder: string, first: number): { child: ChildProcess; round: () => number } {
  let round = first - 1
  const child = spawn(process.execPath, [script, folder, String(first)], { stdio: ['ignore', 'pipe', 'inherit'] })
  child.stdout?.on('data', (data: Buffer) => {
    round = Number(data.toString().trim().split('\n').at(-1))
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  return { child, round: () => round }
}

/** The rounds that the two months hold; each month must be of one round only. */
function roundsOf({ volume, grid }: Candles): number[] {
  expect(grid.rows).toBe(STRESS_ROWS)
  const months = [volume.subarray(0, STRESS_FIRST_MONTH), volume.subarray(STRESS_FIRST_MONTH)]
  return months.map((values) => {
    const [round = 0] = values
    expect(values.every((value) => value === round)).toBe(true)
    return round
  })
}

test('readers beside a writer see whole months, never a mixture', { timeout: 60_000 }, async () => {
  const folder = await temporaryFolder()
  const { round } = writer(folder, 1)
  await expect.poll(round, { timeout: 20_000, interval: 20 }).toBeGreaterThan(0)
  const store = openCandleStore(folder)
  const seen = new Set<number>()
  let last = 0
  for (let reading = 0; reading < 60; reading++) {
    const [first = 0, second = 0] = roundsOf(await store.read(STRESS_MARKET))
    expect(Math.min(first, second)).toBeGreaterThanOrEqual(last)
    last = Math.min(first, second)
    seen.add(last)
  }
  expect(seen.size).toBeGreaterThan(1)
})

test('a writer killed at any moment leaves whole months, and the next one goes on', { timeout: 120_000 }, async () => {
  const folder = await temporaryFolder()
  const store = openCandleStore(folder)
  let finished = 0
  for (const delay of [0, 3, 11, 24, 37, 52]) {
    const { child, round } = writer(folder, finished + 1)
    await expect.poll(round, { timeout: 20_000, interval: 1 }).toBeGreaterThan(finished)
    await new Promise((resolve) => setTimeout(resolve, delay))
    child.kill('SIGKILL')
    await once(child, 'exit')
    const rounds = roundsOf(await store.read(STRESS_MARKET))
    // The round that was cut off may have been put in place in the first month already.
    expect(Math.min(...rounds)).toBeGreaterThanOrEqual(round())
    finished = Math.max(...rounds)
  }
  await store.merge(STRESS_MARKET, candlesFrom(STRESS_START, STRESS_ROWS), { conflict: 'new' })
  const left = await readdir(candleFolderOf(folder, STRESS_MARKET))
  expect(left.sort()).toEqual(['2024-01.arrow', '2024-02.arrow'])
})
