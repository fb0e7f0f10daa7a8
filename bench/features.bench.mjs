// Feature sets and a target, computed by all cores, against what Python's libraries need for the same; one new minute of
// 24 bases; and the peak memory of five years. Candles are simulated, so that they are always there.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, openSync, rmSync, writeSync, closeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { openComputePool, computeThreads } from '../dist/workspace/compute/compute-pool.js'
import { CANDLE_COLUMNS, frameToPartialCandles, sliceCandles } from '../dist/core/candles.js'
import { makeFrame } from '../dist/core/frame.js'
import { createRng } from '../dist/core/rng.js'
import { featureCatalog } from '../dist/features/catalog.js'
import { expandRows, expandedColumns, computeLastRow } from '../dist/features/expand-lags.js'
import { columnHistory } from '../dist/features/feature-set.js'
import { allocateSharedFloat32 } from '../dist/runtime/shared-memory.js'
import { simulateCandles } from '../dist/ohlcv/simulate-candles.js'
import { targetCatalog } from '../dist/targets/catalog.js'
import { measureLimit } from './lib/limits.mjs'
import { median, race, row } from './lib/measure.mjs'
import { peersInstalled, startPeer } from './lib/peers.mjs'

setFlagsFromString('--expose-gc')
const gc = runInNewContext('gc')

/** Of what was done before the clock starts, so that it is not done on its time; a thread of its own gives the memory back meanwhile. */
async function collectGarbage() {
  gc()
  await setTimeout(20)
}

/** A year and the longest history. */
const ROWS = 365 * 1440 + 14_400
/** Rows that scikit-learn fits: it takes the same time for each, so some are enough to know its pace. */
const FITTED = 300
const COMPARED = 200
/** Milliseconds. What takes less is timed when it runs for the second time in a row: the first one wakes processors and threads. */
const BRIEF = 50
const BASES = 24
const FROM = Date.UTC(2022, 0, 1)

export async function rows(progress) {
  const candles = simulateCandles('market', { seed: 1, from: FROM, rows: ROWS })
  const folder = mkdtempSync(join(tmpdir(), 'bench-features-'))
  const peer = peersInstalled()
    ? startPeer('features_peer.py', [writeColumns(folder, candles), String(ROWS)])
    : undefined
  const workers = computeThreads()
  const pool = openComputePool(workers)
  progress(`${workers} threads`)
  try {
    const results = []
    for (const one of await cases()) {
      progress(one.name)
      results.push(await compare(one, candles, pool, peer))
      if (!one.expand) results.push(cpuTime(one, candles))
    }
    progress(`one new minute of ${BASES} bases`)
    results.push(...(await newMinute()))
    progress('peak memory of five years')
    results.push(...fiveYears(folder))
    return results
  } finally {
    peer?.stop()
    await pool.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

/**
 * @typedef {{ name: string, kind: string, definition: any, reach: number, expand?: boolean, repetitions?: number, peers: string[], target: Record<string, number> }} BenchCase
 * @returns {Promise<BenchCase[]>}
 */
async function cases() {
  const features = await featureCatalog()
  const targets = await targetCatalog()
  const set = (id) => ({
    kind: 'features',
    definition: features.get(id).value,
    reach: columnHistory(features.get(id).value),
  })
  const label = (id) => ({ kind: 'targets', definition: targets.get(id).value, reach: targets.get(id).value.history })
  return [
    { name: 'F2cond20', ...set('F2cond20'), peers: ['scikit-learn'], target: { 'scikit-learn': 5000 } },
    {
      name: 'F1agg110',
      ...set('F1agg110'),
      peers: ['pandas, as the original', 'pandas', 'pandas, joined by copying', 'pandas, column by column'],
      target: { 'pandas, as the original': 100 },
    },
    {
      name: 'F1agg110 as one matrix',
      ...set('F1agg110'),
      reach: features.get('F1agg110').value.history,
      expand: true,
      peers: ['pandas'],
      target: { pandas: 5 },
    },
    { name: 'F4CondAgg', ...set('F4CondAgg'), peers: ['bottleneck', 'pandas'], target: { bottleneck: 3, pandas: 3 } },
    // So brief that its figures are steady only over more of them.
    {
      name: 'T10up5low30min',
      ...label('T10up5low30min'),
      repetitions: 41,
      peers: ['numpy'],
      target: { numpy: 10 },
    },
  ]
}

/** Rows a second, ours and each peer's, after checking that they agree on some rows. */
/** @param {BenchCase} one */
async function compare({ name, kind, definition, reach, expand, repetitions = 9, peers, target }, candles, pool, peer) {
  const parts = describeParts(candles, reach, definition.horizon ?? 0, pool.parallel)
  const once = async () => {
    const copies = parts.map((part) => copyFrame(part, definition.reads))
    const started = performance.now()
    const put = expand ? matrixPlaces(definition, parts) : undefined
    const frames = await Promise.all(
      copies.map(async (part, i) => {
        const frame = await pool.compute({ kind, definition, sourceHash: '' }, part)
        await put?.(pool, frame, i)
        return frame
      }),
    )
    const milliseconds = performance.now() - started
    // As the store does with a month that is written.
    if (!expand) for (const frame of frames) pool.recycle(frame)
    return milliseconds
  }
  const ours = async () => {
    await collectGarbage()
    const first = await once()
    return first > BRIEF ? first : once()
  }
  const contestants = { ours }
  const perRow = { ours: ROWS - reach }
  const rng = createRng(5)
  const rowsOf = (count) => Array.from({ length: count }, () => 20_000 + rng.below(ROWS - 30_000))
  for (const library of peer ? peers : []) {
    const rows = rowsOf(library === 'scikit-learn' ? FITTED : COMPARED)
    const ask = () => peer.ask({ case: `${name} ${library}`, rows })
    const answer = await ask()
    perRow[library] = answer.rows
    expectSame(`${name} by ${library}`, answer.values, oursAt(definition, kind, candles, rows))
    contestants[library] = async () => (await ask()).milliseconds
  }
  const samplesPerSecondOf = (milliseconds, who) => (perRow[who] * 1000) / milliseconds
  const result = await race(contestants, {
    name,
    metric: 'compute',
    unit: 'rows/s',
    target,
    repetitions,
    samplesPerSecondOf,
  })
  return expand ? { ...result, shares: await sharesOfMemory(definition, result.ours, pool.parallel) } : result
}

/** What a matrix takes of the pace at which the same cores only write memory, new or used before. */
async function sharesOfMemory(definition, rowsPerSecond, cores) {
  const written = rowsPerSecond * expandedColumns(definition).length * Float32Array.BYTES_PER_ELEMENT
  const shareOf = async (limit) => Number((written / (await measureLimit(limit, cores))).toPrecision(2))
  return { 'new memory, written': await shareOf('fresh write'), 'memory, written': await shareOf('write') }
}

/** Room for all rows that have their lags, with these expanded, in one new matrix, and what puts those of a part there. */
function matrixPlaces(definition, parts) {
  const lags = definition.history - columnHistory(definition)
  const width = expandedColumns(definition).length
  const counts = parts.map(({ grid }) => grid.rows - definition.history)
  const matrix = allocateSharedFloat32(width * counts.reduce((sum, count) => sum + count, 0))
  return (pool, frame, i) => {
    const before = counts.slice(0, i).reduce((sum, count) => sum + count, 0)
    const rows = new Int32Array(counts[i])
    for (let row = 0; row < rows.length; row++) rows[row] = lags + row
    return pool.expand(definition, frame, rows, matrix.subarray(width * before, width * (before + counts[i])))
  }
}

/** Processor time a row on one thread: unlike the pace it hardly depends on what else the machine does. */
function cpuTime({ name, definition, reach }, candles) {
  for (let warm = 0; warm < 2; warm++) definition.compute(candles)
  const times = Array.from({ length: 5 }, () => {
    const before = process.cpuUsage()
    definition.compute(candles)
    return milliseconds(process.cpuUsage(before))
  })
  const ours = (median(times) * 1e6) / (ROWS - reach)
  return row({ name, metric: 'processor time', unit: 'ns/row', ours, better: 'less' })
}

const milliseconds = ({ user, system }) => (user + system) / 1000

/** `count` parts, each with the history and the horizon that its rows read. */
function describeParts(candles, reach, horizon, count) {
  const parts = []
  const size = Math.ceil((ROWS - reach) / count)
  for (let from = reach; from < ROWS; from += size) {
    const end = Math.min(ROWS, from + size + horizon)
    parts.push(sliceCandles(candles, from - reach, end - from + reach))
  }
  return parts
}

/** Our values of some rows, lags expanded. */
function oursAt(definition, kind, candles, rows) {
  const frame = definition.compute(candles)
  const offset = ROWS - frame.grid.rows
  if (kind === 'targets') return rows.map((at) => [frame.columns.get('target')[at - offset]])
  const width = expandedColumns(definition).length
  const out = new Float32Array(rows.length * width)
  expandRows(
    definition,
    frame,
    Int32Array.from(rows, (at) => at - offset),
    out,
  )
  return rows.map((_, i) => [...out.subarray(i * width, (i + 1) * width)])
}

/** Float32 against float64, and moving sums that lose digits: what is compared is whether both compute the same. */
function expectSame(what, theirs, ours) {
  theirs.forEach((values, i) =>
    values.forEach((value, column) => {
      const own = ours[i][column]
      if (Math.abs(value - own) <= 1e-5 * Math.abs(value) + 1e-7) return
      throw new Error(`${what}: value ${column} of compared row ${i} is ${value}, ours is ${own}`)
    }),
  )
}

/** Milliseconds for the values of one new minute: every feature set, for each base by itself. */
async function newMinute() {
  const sets = [...(await featureCatalog()).values()].map(({ value }) => value)
  const longest = Math.max(...sets.map(({ history }) => history))
  const minutes = 100
  const bases = Array.from({ length: BASES }, (_, base) =>
    simulateCandles('market', { seed: 1, from: FROM, rows: longest + minutes, base: `b${base}` }),
  )
  const times = []
  const used = []
  for (let minute = 0; minute < minutes; minute++) {
    const started = performance.now()
    const before = process.cpuUsage()
    for (const candles of bases) {
      const known = sliceCandles(candles, minute, longest + 1)
      for (const set of sets) computeLastRow(set, known)
    }
    if (minute < minutes / 2) continue
    times.push(performance.now() - started)
    used.push(milliseconds(process.cpuUsage(before)))
  }
  const name = `one new minute of ${sets.length} feature sets for ${BASES} bases`
  return [
    row({ name, metric: 'live', unit: 'ms', ours: median(times), better: 'less', target: 5 }),
    row({ name, metric: 'processor time', unit: 'ms', ours: median(used), better: 'less' }),
  ]
}

/** The most memory that a process has held which computes and stores five years of one base; no row where it cannot be told. */
function fiveYears(folder) {
  const script = join(dirname(fileURLToPath(import.meta.url)), 'lib/five-years.mjs')
  execFileSync(process.execPath, [script, 'write', folder], { stdio: ['ignore', 2, 2] })
  const printed = execFileSync(process.execPath, [script, 'compute', folder], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 2],
  })
  const { rows: computed, peak } = JSON.parse(printed)
  const name = `F2cond20 of ${computed} rows from the store to the store`
  return peak === 0 ? [] : [row({ name, metric: 'peak memory', unit: 'MB', ours: peak, better: 'less', target: 300 })]
}

/** A copy in memory of its own, to be given to a thread, of the columns that months read from the store would have. */
function copyFrame(candles, reads = CANDLE_COLUMNS) {
  return frameToPartialCandles(
    makeFrame(
      candles.grid,
      reads.map((name) => [name, candles[name].slice()]),
    ),
  )
}

function writeColumns(folder, { open, high, low, close, volume }) {
  const file = join(folder, 'columns.bin')
  const handle = openSync(file, 'w')
  for (const values of [open, high, low, close, volume]) writeSync(handle, Buffer.from(values.slice().buffer))
  closeSync(handle)
  return file
}
