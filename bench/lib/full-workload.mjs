// The original's workload: eight bases, twenty features, class-balanced batches, through the command `train`.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { openComputePool, computeThreads } from '../../dist/workspace/compute/compute-pool.js'
import { featureCatalog, featureRequest } from '../../dist/features/catalog.js'
import { simulateCandles, toSimulatedMarket } from '../../dist/ohlcv/simulate-candles.js'
import { openCandleStore } from '../../dist/store/candles/open-candle-store.js'
import { openDerivedStore } from '../../dist/store/derived/derived-store.js'
import { targetCatalog, targetRequest } from '../../dist/targets/catalog.js'
import { row } from './measure.mjs'
import { peakMemory } from './peak-memory.mjs'

const main = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url))
const DAY = 86_400_000
const BASES = 8
const INPUTS = 20
const FROM = Date.UTC(2021, 0, 1)
/** Days before the training set, for the features' history, and behind it: embargo and validation set. */
const [BEFORE, BEHIND] = [11, 16]

/** Minutes of 50 epochs over two and a half years of each base, in batches of 1024 and of 32. */
export async function fullRows(progress, { days = 913, epochs = 50 }) {
  const name = `${BASES} bases, ${days} days, ${INPUTS} features, ${epochs} epochs`
  return inWorkspace(progress, days, async (folder, prepared) => {
    const minutes = { metric: 'training', unit: 'minutes', better: 'less' }
    const rows = [row({ ...minutes, name: `${name}: features and labels`, metric: 'compute', ours: prepared / 60_000 })]
    for (const [batch, target] of [
      [1024, 20],
      [32, null],
    ]) {
      const { milliseconds, peak } = await train(progress, folder, { batch, epochs })
      rows.push(row({ ...minutes, name: `${name}, batch ${batch}`, ours: milliseconds / 60_000, target }))
      if (peak) rows.push(memoryRow(`${name}, batch ${batch}`, days, peak))
    }
    return rows
  })
}

/** What training takes beside its data, on a small part of the workload. */
export async function memoryRows(progress) {
  const days = 120
  return inWorkspace(progress, days, async (folder) => {
    const { peak } = await train(progress, folder, { batch: 1024, epochs: 2 })
    return peak ? [memoryRow(`${BASES} bases, ${days} days, ${INPUTS} features, batch 1024`, days, peak)] : []
  })
}

function memoryRow(name, days, peak) {
  const dataset = (BASES * days * 1440 * INPUTS * 4) / 2 ** 20
  const figures = {
    metric: 'peak memory beyond the data set',
    unit: 'MB',
    ours: peak - dataset,
    better: 'less',
    target: 300,
  }
  return { ...row({ name, ...figures }), dataset: Math.round(dataset) }
}

/** Fills a workspace with candles, features and labels; `work` gets its folder and the milliseconds of the latter two. */
async function inWorkspace(progress, days, work) {
  const folder = mkdtempSync(join(tmpdir(), 'bench-workload-'))
  try {
    progress(`simulated candles of ${BASES} bases, ${days + BEFORE + BEHIND} days each`)
    const names = Array.from({ length: BASES }, (_, i) => `b${i}`)
    const store = openCandleStore(join(folder, 'data'))
    for (const base of names) {
      const rows = (days + BEFORE + BEHIND) * 1440
      await store.merge(toSimulatedMarket(base, 'USDT'), simulateCandles('market', { seed: 1, base, from: FROM, rows }))
    }
    progress('features and labels')
    const started = performance.now()
    await derive(join(folder, 'data'), store, names)
    const elapsed = performance.now() - started
    writeFileSync(join(folder, 'followupward.yaml'), `exchange: { id: simulated }\nbases: [${names.join(', ')}]\n`)
    writeFileSync(join(folder, 'sets.csv'), setsOf(days))
    return await work(folder, elapsed)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function derive(folder, store, names) {
  const pool = openComputePool(computeThreads())
  const derived = openDerivedStore(folder, store, pool)
  const sources = [
    await featureRequest((await featureCatalog()).get('F2cond20')),
    await targetRequest((await targetCatalog()).get('T10up5low30min')),
  ]
  for (const base of names) {
    for (const source of sources) await derived.supplement({ ...source, market: toSimulatedMarket(base, 'USDT') })
  }
  await pool.close()
}

function setsOf(days) {
  const validation = `validation,${day(BEFORE + days + 2)},${day(BEFORE + days + BEHIND - 2)}`
  return `training,${day(BEFORE)},${day(BEFORE + days - 1)}\n${validation}\n`
}

const day = (number) => new Date(FROM + number * DAY).toISOString().slice(0, 10)

/** The command in a process of its own: its milliseconds from beginning to end, and its largest resident set in MB. */
async function train(progress, folder, { batch, epochs }) {
  progress(`train, batch ${batch}, ${epochs} epochs`)
  const settings = `--features F2cond20 --target T10up5low30min --sets sets.csv --net MLP --params l1=24,l2=16,dropout=0.2
    --batch-size ${batch} --epochs ${epochs} --patience ${epochs} --seed 1 --name workload${batch} --json
    --threads ${availableParallelism()}`
  const started = performance.now()
  const args = [main, 'train', '--workspace', folder, ...settings.split(/\s+/)]
  const child = spawn(process.execPath, args, { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] })
  let peak = 0
  const watch = setInterval(() => (peak = Math.max(peak, peakMemory(child.pid))), 100)
  const [output, [code]] = await Promise.all([text(child.stdout), once(child, 'exit')])
  clearInterval(watch)
  if (code !== 0) throw new Error(`train ended with ${code}: ${output}`)
  return { milliseconds: performance.now() - started, peak }
}
