import { readFile, readdir, writeFile, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { openComputePool } from '../../../src/workspace/compute/compute-pool.js'
import { entryOf } from '../../../src/definitions/catalog.js'
import type { Candles } from '../../../src/core/candles.js'
import { UserError } from '../../../src/core/errors.js'
import { allowCode } from '../../../src/definitions/code-trust.js'
import { float32ColumnOf } from '../../../src/core/frame.js'
import { featureCatalog, featureRequest } from '../../../src/features/catalog.js'
import { expandRows, expandedColumns } from '../../../src/features/expand-lags.js'
import { simulateCandles, toSimulatedMarket } from '../../../src/ohlcv/simulate-candles.js'
import { allocateSharedFloat32 } from '../../../src/runtime/shared-memory.js'
import { openCandleStore } from '../../../src/store/candles/open-candle-store.js'
import { openDerivedStore } from '../../../src/store/derived/derived-store.js'
import { callingThreadComputer, type RowComputer } from '../../../src/store/derived/derived-month.js'
import { targetCatalog, targetRequest } from '../../../src/targets/catalog.js'
import { expectSameFrame } from '../../support/same-bits.js'
import { temporaryFolder } from '../../support/temporary-folder.js'

const MARKET = toSimulatedMarket('fil', 'USDT')
const FROM = Date.UTC(2023, 0, 20)

const freshCandles = () => simulateCandles('market', { seed: 3, from: FROM, rows: 80 * 1440, base: 'fil' })

/** Rows in four months. */
const candles = freshCandles()

async function storeWith(all: Candles) {
  const folder = await temporaryFolder()
  const store = openCandleStore(folder)
  await store.merge(MARKET, all)
  return { folder, store }
}

function poolOf(workers: number, workspace?: string) {
  const pool = openComputePool(workers, workspace)
  onTestFinished(() => pool.close())
  return pool
}

async function requestOf(id: string) {
  const targets = await targetCatalog()
  if (targets.has(id)) return { ...(await targetRequest(entryOf(targets, 'target', id))), market: MARKET }
  return { ...(await featureRequest(entryOf(await featureCatalog(), 'feature set', id))), market: MARKET }
}

/** The bytes of every file that was made, by name. */
async function filesOf(folder: string, kind: string): Promise<Map<string, string>> {
  const names = await readdir(join(folder, kind), { recursive: true })
  const files = names.filter((name) => name.endsWith('.arrow')).sort()
  return new Map(
    await Promise.all(
      files.map(async (name) => [name, (await readFile(join(folder, kind, name))).toString('latin1')] as const),
    ),
  )
}

/** Rows of a feature set with lags, and all that it takes to expand them. */
async function expandable() {
  const set = entryOf(await featureCatalog(), 'feature set', 'F1agg110').value
  const frame = set.compute(freshCandles())
  const rows = Int32Array.from({ length: 5000 }, (_, row) => 20_000 + row)
  return { set, frame, rows, width: expandedColumns(set).length }
}

describe('expanding rows in worker threads', () => {
  test('writes the bits of expandRows to where they are to lie, of several frames at a time', async () => {
    const pool = poolOf(2)
    const { set, frame, rows, width } = await expandable()
    const wanted = new Float32Array(rows.length * width)
    expandRows(set, frame, rows, wanted)
    const out = allocateSharedFloat32(2 * wanted.length)
    const halves = [out.subarray(0, wanted.length), out.subarray(wanted.length)]
    const frames = [frame, set.compute(freshCandles())]
    const positions = await Promise.all(halves.map((half, i) => pool.expand(set, frames[i] ?? frame, rows, half)))
    expect(positions).toEqual([-1, -1])
    for (const half of halves) expect(half).toEqual(wanted)
  })

  test('tells where a value is not a finite number', async () => {
    const { set, frame, rows, width } = await expandable()
    float32ColumnOf(frame, '5T_D')[20_000] = Number.NaN
    const place = expandedColumns(set).findIndex(({ name }) => name === '5T_0_D')
    expect(await poolOf(1).expand(set, frame, rows, allocateSharedFloat32(rows.length * width))).toBe(place)
  })

  test('refuses rows without their lags', async () => {
    const { set, frame, width } = await expandable()
    const out = allocateSharedFloat32(width)
    await expect(poolOf(1).expand(set, frame, Int32Array.of(12_959), out)).rejects.toThrow(/row 12959 is not one of/)
  })
})

describe('computing in worker threads', () => {
  test.each(['F2cond20', 'F4CondAgg', 'F1agg110', 'T10up5low30min'])(
    '%s has the same bits in memory given back',
    async (id) => {
      const pool = poolOf(1)
      const request = await requestOf(id)
      const wanted = await callingThreadComputer.compute(request, candles)
      for (let times = 0; times < 3; times++) {
        // Every number that might be left over is a wrong one.
        const frame = await pool.compute(request, freshCandles())
        expectSameFrame(frame, wanted)
        for (const values of frame.columns.values()) values.fill(99)
        pool.recycle(frame)
      }
    },
  )

  test.each(['F2cond20', 'T10up5low30min'])('%s has the same bits at any number of workers', async (id) => {
    const request = await requestOf(id)
    const { folder, store } = await storeWith(candles)
    const here = await openDerivedStore(folder, store).frame(request)
    const wanted = await filesOf(folder, request.kind)
    expect(wanted.size).toBeGreaterThan(2)
    for (const workers of [1, 2, 4]) {
      const other = await storeWith(candles)
      const derived = openDerivedStore(other.folder, other.store, poolOf(workers))
      expectSameFrame(await derived.frame(request), here)
      expect(await filesOf(other.folder, request.kind)).toEqual(wanted)
    }
  })

  test('rows can be seen to without being read', async () => {
    const request = await requestOf('T10up5low30min')
    const { folder, store } = await storeWith(candles)
    const derived = openDerivedStore(folder, store, poolOf(2))
    await derived.supplement(request)
    const files = await filesOf(folder, 'targets')
    expect(files.size).toBe(4)
    expectSameFrame(await derived.frame(request), request.definition.compute(candles))
    expect(await filesOf(folder, 'targets')).toEqual(files)
  })

  test('a single month is not worth a thread', async () => {
    const request = await requestOf('T10up5low30min')
    const { folder, store } = await storeWith(candles)
    const never: RowComputer = { parallel: 4, compute: () => Promise.reject(new Error('asked')) }
    const month = { from: Date.UTC(2023, 1, 1), to: Date.UTC(2023, 2, 1) }
    await openDerivedStore(folder, store, never).supplement({ ...request, range: month })
    await expect(openDerivedStore(folder, store, never).supplement(request)).rejects.toThrow('asked')
  })

  test('what is done by then is kept when it is stopped', async () => {
    const request = await requestOf('T10up5low30min')
    const { folder, store } = await storeWith(candles)
    const abort = new AbortController()
    let asked = 0
    const stopping: RowComputer = {
      parallel: 2,
      compute: (source, part) => {
        asked++
        abort.abort()
        return callingThreadComputer.compute(source, part)
      },
    }
    const stopped = openDerivedStore(folder, store, stopping).supplement({ ...request, signal: abort.signal })
    await expect(stopped).rejects.toThrow(/rows are computed and kept/)
    expect(asked).toBe(2)
    expect((await filesOf(folder, 'targets')).size).toBe(2)
  })

  test('candles of other bases go along', async () => {
    const workspace = await temporaryFolder()
    await mkdir(join(workspace, 'features'))
    allowCode(workspace)
    await writeFile(
      join(workspace, 'features', 'Both.ts'),
      `import { defineFeatureSet, gridAfterHistory, makeFrame, otherCandles } from 'followupward'
export default defineFeatureSet({
  id: 'Both', version: 1, history: 0, columns: [{ name: 'x' }], needs: ['btc'],
  compute: (candles) => {
    const other = otherCandles(candles, 'btc').close
    const grid = gridAfterHistory('Both', 0, candles)
    return makeFrame(grid, [['x', Float32Array.from(candles.close, (price, row) => price / other[row])]])
  },
})
`,
    )
    const entry = entryOf(await featureCatalog({ workspace, id: 'Both' }), 'feature set', 'Both')
    const request = { ...(await featureRequest(entry)), market: MARKET }
    const { folder, store } = await storeWith(candles)
    const btc = simulateCandles('market', { seed: 3, from: FROM, rows: 80 * 1440, base: 'btc' })
    await store.merge(toSimulatedMarket('btc', 'USDT'), btc)
    const frame = await openDerivedStore(folder, store, poolOf(2, workspace)).frame(request)
    expectSameFrame(frame, entry.value.compute({ ...candles, others: new Map([['btc', btc]]) }))
  })

  test('a column may be one of the candles', async () => {
    const workspace = await temporaryFolder()
    await mkdir(join(workspace, 'targets'))
    allowCode(workspace)
    await writeFile(
      join(workspace, 'targets', 'Filled.ts'),
      `import { defineTarget, makeFrame } from 'followupward'
export default defineTarget({
  id: 'Filled', version: 1, history: 0, horizon: 0, classes: ['hold', 'buy', 'sell'],
  compute: ({ grid, filled }) => makeFrame(grid, [['target', filled]]),
})
`,
    )
    const entry = entryOf(await targetCatalog({ workspace, id: 'Filled' }), 'target', 'Filled')
    const request = { ...(await targetRequest(entry)), market: MARKET }
    const frame = await poolOf(1, workspace).compute(request, freshCandles())
    expectSameFrame(frame, entry.value.compute(candles))
    expect(frame.columns.get('target')).toHaveLength(candles.grid.rows)
  })

  test("the workspace's own definitions are computed there too, and their faults name file and line", async () => {
    const workspace = await temporaryFolder()
    await mkdir(join(workspace, 'features'))
    allowCode(workspace)
    const file = join(workspace, 'features', 'Broken.ts')
    await writeFile(
      file,
      `import { defineFeatureSet } from 'followupward'
export default defineFeatureSet({
  id: 'Broken', version: 1, history: 0, columns: [{ name: 'x' }],
  compute: () => {
    throw new Error('not today')
  },
})
`,
    )
    const scope = { workspace, id: 'Broken' }
    const request = await featureRequest(entryOf(await featureCatalog(scope), 'feature set', 'Broken'))
    const { folder, store } = await storeWith(candles)
    const derived = openDerivedStore(folder, store, poolOf(2, workspace))
    const supplement = () => derived.supplement({ ...request, market: MARKET })
    await expect(supplement()).rejects.toThrow(UserError)
    await expect(supplement()).rejects.toThrow(`${file}:5: compute of Broken failed: not today`)
  })
})
