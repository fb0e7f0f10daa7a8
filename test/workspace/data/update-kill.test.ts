import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { z } from 'zod'
import type { Candles } from '../../../src/core/candles.js'
import { createRng, type Rng } from '../../../src/core/rng.js'
import { MINUTE } from '../../../src/core/time.js'
import { startSimulatedExchange } from '../../../src/exchange/simulated/simulated-exchange.js'
import { openCandleStore } from '../../../src/store/candles/open-candle-store.js'
import { bundleScript } from '../../support/bundle-script.js'
import { candlesFrom } from '../../support/candles-from.js'
import { filesBelow } from '../../support/files-below.js'
import { temporaryFolder } from '../../support/temporary-folder.js'

/** Twelve days around the turn of a month: both months of each base are written, in several pieces. */
const START = Date.UTC(2023, 7, 26)
const ROWS = 12 * 1440
const NOW = START + ROWS * MINUTE
const KILLS = 50

interface Scene {
  readonly script: string
  readonly url: string
  /** Called at the next requests for candles. */
  readonly onRequest: (listener: () => void) => void
}

const nothing = (): void => {}

async function scene(): Promise<Scene> {
  let listener = nothing
  const candles = new Map<string, Candles>([
    ['ABC/USDT', candlesFrom(START, ROWS, { missing: [700, 701, 12_000] })],
    ['XYZ/USDT', candlesFrom(START, ROWS)],
  ])
  const server = await startSimulatedExchange({
    candles,
    balances: {},
    range: { from: NOW - MINUTE, to: NOW },
    disturb: ({ path }) => {
      if (path === '/api/v3/klines') listener()
      return undefined
    },
  })
  onTestFinished(() => server.close())
  server.control.advanceTo(NOW)
  const script = await bundleScript(new URL('child/update-child.ts', import.meta.url), await temporaryFolder())
  return { script, url: server.url, onRequest: (next) => (listener = next) }
}

function start({ script, url }: Scene, folder: string): ChildProcess {
  return spawn(process.execPath, [script, url, folder, String(START), String(NOW)], {
    stdio: ['ignore', 'inherit', 'inherit'],
  })
}

/** About how many requests a run makes that begins with what the folder has. */
async function requestsLeft(folder: string): Promise<number> {
  const store = openCandleStore(folder)
  const stored = await Promise.all((await store.markets()).map((market) => store.range(market)))
  const minutes = stored.reduce((sum, range) => sum - ((range?.to ?? START) - START) / MINUTE, 2 * ROWS)
  return 4 + Math.ceil(minutes / 1000)
}

/** Whether it ended by itself. It is killed some moments after one of its requests, each as likely as the other. */
async function oneLife(scene: Scene, folder: string, rng: Rng): Promise<boolean> {
  let left = 1 + rng.below(await requestsLeft(folder))
  const child = start(scene, folder)
  const wait = rng.below(40)
  scene.onRequest(() => {
    left--
    if (left === 0) void sleep(wait).then(() => child.kill('SIGKILL'))
  })
  const [code] = z.tuple([z.number().nullable(), z.unknown()]).parse(await once(child, 'exit'))
  scene.onRequest(nothing)
  if (code !== null) expect(code).toBe(0)
  return code === 0
}

test('killed at fifty moments and run again, the store has the bytes of an undisturbed run', async () => {
  const all = await scene()
  const undisturbed = await temporaryFolder()
  await once(start(all, undisturbed), 'exit')
  const expected = await filesBelow(undisturbed)
  expect([...expected.keys()]).toHaveLength(8)
  const rng = createRng(11)
  let [kills, completed] = [0, 0]
  for (let folder = await temporaryFolder(); kills < KILLS || completed === 0;) {
    if (!(await oneLife(all, folder, rng))) {
      kills++
      continue
    }
    completed++
    const found = await filesBelow(folder)
    expect([...found.keys()]).toEqual([...expected.keys()])
    for (const [file, bytes] of expected) expect(found.get(file) === bytes, file).toBe(true)
    folder = await temporaryFolder()
  }
  expect(completed).toBeGreaterThan(3)
}, 300_000)
