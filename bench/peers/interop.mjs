#!/usr/bin/env node
// Nets of other programs in ours and ours in others': one JSON document, exit code 1 where two differ by more than 1e-5.
// node bench/peers/interop.mjs, behind npm run build and bench/peers/setup.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { tableFromIPC } from 'apache-arrow'
import { loadClassifier } from '../../dist/classifier/classifier-files.js'
import { scalerOf } from '../../dist/classifier/classifier-files.js'
import { simulateCandles, toSimulatedMarket } from '../../dist/ohlcv/simulate-candles.js'
import { openScorer } from '../../dist/nets/scorer.js'
import { openCandleStore } from '../../dist/store/candles/open-candle-store.js'
import { peersInstalled } from '../lib/peers.mjs'

const TOLERANCE = 1e-5
const DEFINITIONS = ['--features', 'F2cond20', '--target', 'T10up5low30min', '--sets', 'sets.csv', '--base', 'one']
const peers = dirname(fileURLToPath(import.meta.url))
const root = join(peers, '../..')
const python = join(peers, '.venv/bin/python')

if (!peersInstalled()) process.exit(1)
const folder = mkdtempSync(join(tmpdir(), 'followupward-interop-'))
try {
  await fillWorkspace()
  const raw = rawRows()
  execFileSync(python, [join(peers, 'interop_models.py'), folder], { stdio: ['ignore', 'inherit', 'pipe'] })
  const { models, versions } = JSON.parse(readFileSync(join(folder, 'predictions.json'), 'utf8'))
  const rows = []
  for (const [name, model] of Object.entries(models)) rows.push(await imported(name, model, raw))
  for (const net of ['MLP', 'ResMLP', 'Logistic', 'TCN', 'GRU']) rows.push(await ours(net, raw))
  for (const program of ['lightgbm', 'xgboost']) rows.push(await external(program, raw))
  rows.push(tensorboard())
  console.log(
    JSON.stringify({ check: 'interop', date: new Date().toISOString(), versions, tolerance: TOLERANCE, rows }),
  )
  if (rows.some(({ agrees }) => !agrees)) process.exitCode = 1
} finally {
  rmSync(folder, { recursive: true, force: true })
}

/** Two weeks of one simulated market, as the first ten days are history only. */
async function fillWorkspace() {
  writeFileSync(join(folder, 'followupward.yaml'), 'exchange: { id: simulated }\n')
  writeFileSync(
    join(folder, 'sets.csv'),
    'training,2024-01-11,2024-01-12\nvalidation,2024-01-13,2024-01-13\ntest,2024-01-14,2024-01-14\n',
  )
  const candles = simulateCandles('market', { seed: 3, from: Date.UTC(2024, 0, 1), rows: 15 * 1440, base: 'one' })
  await openCandleStore(join(folder, 'data')).merge(toSimulatedMarket('one', 'USDT'), candles)
  followupward('compute', 'F2cond20', '--base', 'one', '--from', '2024-01-11', '--out', 'features.arrow')
  followupward('compute', 'T10up5low30min', '--base', 'one', '--from', '2024-01-11', '--out', 'labels.arrow')
}

function followupward(...args) {
  console.error(`  followupward ${args.join(' ')}`)
  /** @type {import('node:child_process').ExecFileSyncOptionsWithStringEncoding} */
  const output = { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], maxBuffer: 2 ** 28 }
  return execFileSync(process.execPath, [join(root, 'dist/cli/main.js'), ...args], output)
}

/** Features [rows, inputs] as the other programs had them. */
function rawRows() {
  const table = tableFromIPC(readFileSync(join(folder, 'features.arrow')))
  const columns = table.schema.fields.slice(1).map(({ name }) => table.getChild(name).toArray())
  const values = new Float32Array(table.numRows * columns.length)
  columns.forEach((column, place) => column.forEach((value, row) => (values[row * columns.length + place] = value)))
  return { values, inputs: columns.length, rows: table.numRows }
}

/** The windows of the last `count` rows. */
function lastWindows({ values, inputs, rows }, count, window) {
  const out = new Float32Array(count * window * inputs)
  for (let row = 0; row < count; row++) {
    const end = rows - count + row + 1
    out.set(values.subarray((end - window) * inputs, end * inputs), row * window * inputs)
  }
  return out
}

async function scoresOf(name, raw, count) {
  const { description, model } = await loadClassifier(join(folder, 'classifiers', name))
  const scorer = await openScorer(model)
  const features = lastWindows(raw, count, scorer.window)
  const { center, scale } = scalerOf(description, 'one')
  const scores = await scorer.score(features, count, center, scale)
  await scorer.close()
  return { scores, features, center, scale, window: scorer.window }
}

/** A net of another program: its scores here beside its own, then assessed. */
async function imported(file, { args, scores: theirs, window }, raw) {
  const name = file.replace('.', '-')
  followupward('import-classifier', file, ...DEFINITIONS, ...args, '--name', name, '--select', 'seed')
  const found = await scoresOf(name, raw, theirs.length)
  if (found.window !== window) throw new Error(`${file} has a window of ${found.window}`)
  return { case: `import ${file}`, ...difference(found.scores, theirs.flat()), assessed: assessed(name) }
}

/** A net of our own in ONNX Runtime for Python. */
async function ours(net, raw) {
  const name = `our-${net}`
  const training = ['--net', net, '--epochs', '1', '--batch-size', '256', '--name', name, '--select', 'seed']
  followupward('train', ...DEFINITIONS, ...training, '--tensorboard', `logs/${name}`)
  return { case: `our ${net} in Python`, ...(await inPython(name, raw)) }
}

/** A net that another program trained on what we handed out, in ONNX Runtime for Python as saved here. */
async function external(program, raw) {
  const name = `external-${program}`
  const command = `"${python}" "${join(root, `examples/train_${program}.py`)}"`
  followupward('train', ...DEFINITIONS, '--external', command, '--name', name, '--select', 'seed')
  return {
    case: `train --external, ${program}, in Python`,
    ...(await inPython(name, raw)),
    assessed: assessed(name),
  }
}

async function inPython(name, raw) {
  const count = 1000
  const { scores, features, center, scale, window } = await scoresOf(name, raw, count)
  const input = Buffer.concat([features, center, scale].map(({ buffer }) => Buffer.from(buffer)))
  const model = join(folder, 'classifiers', name, 'model.onnx')
  const args = [join(peers, 'score_model.py'), model, String(count), String(raw.inputs), String(window)]
  const bytes = execFileSync(python, args, { input, maxBuffer: 2 ** 28 })
  return difference(
    scores,
    Array.from(scores, (_, i) => bytes.readFloatLE(4 * i)),
  )
}

/** What TensorBoard's own reader finds beside the history of the classifier. */
function tensorboard() {
  const events = JSON.parse(
    execFileSync(python, [join(peers, 'read_events.py'), join(folder, 'logs/our-MLP')], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }),
  )
  const { history } = JSON.parse(readFileSync(join(folder, 'classifiers/our-MLP/classifier.json'), 'utf8'))
  const tags = {
    'loss/training': (one) => one.loss,
    'gain/best': (one) => one.gain,
    'loss/validation': (one) => one.validation.loss,
  }
  const pairs = Object.entries(tags).flatMap(([tag, of]) => history.map((one, i) => [events[tag]?.[i]?.[1], of(one)]))
  return {
    case: 'event files in TensorBoard',
    tags: Object.keys(events).length,
    ...difference(
      pairs.map(([read]) => read ?? NaN),
      pairs.map(([, written]) => written),
    ),
  }
}

function assessed(name) {
  const { gain, source } = JSON.parse(followupward('assess', name, '--set', 'test', '--open-test-set', '--json'))
  if (source.set !== 'test') throw new Error(`${name} was assessed on ${source.set}`)
  return { set: source.set, cells: gain.flat().length }
}

function difference(ours, theirs) {
  if (ours.length !== theirs.length) throw new Error(`${ours.length} values beside ${theirs.length}`)
  let farthest = 0
  for (let i = 0; i < theirs.length; i++) farthest = Math.max(farthest, Math.abs(ours[i] - theirs[i]))
  return { values: theirs.length, farthest, agrees: farthest <= TOLERANCE }
}
