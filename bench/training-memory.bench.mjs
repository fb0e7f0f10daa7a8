// Peak memory of whole trainings, beyond the rows that they train on: in memory, and mapped from a file. Linux alone tells it.
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { simulateCandles, toSimulatedMarket } from '../dist/ohlcv/simulate-candles.js'
import { openCandleStore } from '../dist/store/candles/open-candle-store.js'
import { row } from './lib/measure.mjs'
import { peakMemory } from './lib/peak-memory.mjs'

const MAIN = join(dirname(fileURLToPath(import.meta.url)), '../dist/cli/main.js')
const BASES = ['one', 'two', 'three', 'four']
const DAYS = 385
const CASES = [
  { name: 'MLP, F2cond20, in memory', args: ['--features', 'F2cond20'], inputs: 20 },
  { name: 'MLP, F2cond20, mapped', args: ['--features', 'F2cond20', '--memory', '0'], inputs: 20 },
  { name: 'MLP, F1agg110, mapped', args: ['--features', 'F1agg110'], inputs: 110 },
]

export async function rows(say) {
  if (peakMemory('self') === 0) {
    say('peak memory is known on Linux only')
    return []
  }
  const folder = mkdtempSync(join(tmpdir(), 'followupward-memory-'))
  try {
    await fill(folder, say)
    const results = []
    for (const { name, args, inputs } of CASES) {
      say(name)
      const { peak, samples } = await train(folder, args)
      const data = (4 * inputs * samples) / 2 ** 20
      results.push(row({ name, metric: 'data set', unit: 'MB', better: 'less', ours: data }))
      results.push(row({ name, metric: 'peak beyond it', unit: 'MB', better: 'less', ours: peak - data, target: 300 }))
    }
    return results
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function fill(folder, say) {
  say(`${BASES.length} bases of ${DAYS} days`)
  writeFileSync(join(folder, 'followupward.yaml'), 'exchange: { id: simulated }\n')
  writeFileSync(join(folder, 'sets.csv'), 'training,2023-02-01,2023-11-30\nvalidation,2023-12-03,2024-01-15\n')
  const store = openCandleStore(join(folder, 'data'))
  for (const base of BASES) {
    const options = { seed: 3, from: Date.UTC(2023, 0, 1), rows: DAYS * 1440, base }
    await store.merge(toSimulatedMarket(base, 'USDT'), simulateCandles('market', options))
  }
}

/** The most that a training ever held, in MB, and the rows of its sets. */
function train(folder, args) {
  const common = ['--target', 'T10up5low30min', '--sets', 'sets.csv', '--epochs', '1', '--batch-size', '1024']
  const all = [MAIN, 'train', ...common, '--name', 'memory', '--overwrite', '--json', ...args]
  const child = spawn(process.execPath, all, { cwd: folder, stdio: ['ignore', 'pipe', 'ignore'] })
  let [peak, text] = [0, '']
  child.stdout.on('data', (bytes) => (text += bytes))
  const timer = setInterval(() => (peak = Math.max(peak, peakMemory(child.pid))), 50)
  return new Promise((resolve, reject) => {
    child.on('exit', (code) => {
      clearInterval(timer)
      if (code !== 0) return reject(new Error(`the training ended with exit code ${code}`))
      const { sets } = JSON.parse(text)
      resolve({ peak, samples: sets.reduce((sum, { rows }) => sum + rows, 0) })
    })
  })
}
