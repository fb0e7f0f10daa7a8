// A walk-forward of 12 windows of the seed's net on a year, against the same trainings one after the other: both do the same fits, with the
// same rows and steps. Candles are simulated. Frames are computed before. The patience of the seed lets no fit end before its 11th
// epoch: `--epochs=20` makes each longer, `--repetitions=1` the bench shorter.
import { mkdtempSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { openWorkspace } from '../dist/workspace/index.js'
import { alternate, row } from './lib/measure.mjs'

const MINUTE = 60_000
const LENGTHS = { training: '120d', validation: '14d', test: '18d' }
const FIT = { bases: ['sim'], features: 'F2cond20', target: 'T10up5low30min', select: 'seed' }

export async function rows(progress, { epochs = '11', repetitions = '3' } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'followupward-bench-'))
  const ws = await openWorkspace(folder, { config: { exchange: { id: 'simulated' } } })
  try {
    return [await walkForwardRow(ws, { epochs: Number(epochs), repetitions: Number(repetitions), progress })]
  } finally {
    await ws.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

async function walkForwardRow(ws, { epochs, repetitions, progress }) {
  progress('a year of candles')
  await ws.data.simulate({ kind: 'market', bases: ['sim'], from: '2023-01-01', to: '2024-01-01', seed: 7 })
  const fit = { ...FIT, epochs, patience: epochs }
  let walked
  let run = 0
  const walk = async () => {
    walked = await ws.walkForward({ ...fit, ...LENGTHS, name: `walk-${++run}`, fills: 'close' })
    progress(`12 windows, run ${run}`)
  }
  const trainings = async () => {
    for (const { number, sets } of walked.windows)
      await ws.train({
        ...fit,
        sets: { training: pairs(sets.training), validation: pairs(sets.validation) },
        name: `${run}-${number}`,
      })
    progress(`12 trainings, run ${run}`)
  }
  const times = await alternate({ ours: walk, trainings }, repetitions)
  if (walked.windows.length !== 12) throw new Error(`${walked.windows.length} windows, expected 12`)
  return row({
    name: `12 windows of the seed's net on a year, ${epochs} epochs, ${availableParallelism()} cores`,
    metric: 'median time',
    unit: 'ms',
    ours: times.ours,
    peers: { 'its trainings one after the other': times.trainings },
    better: 'less',
    target: { 'its trainings one after the other': 1.54 },
  })
}

const pairs = (ranges) =>
  ranges.map(({ from, to }) => [new Date(from).toISOString(), new Date(to - MINUTE).toISOString()])
