import { readFile, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { describe, expect, onTestFinished, test } from 'vitest'
import { createRng } from '../../../src/core/rng.js'
import { UserError } from '../../../src/core/errors.js'
import type { IsolatedProcess } from '../../../src/runtime/isolated-process.js'
import { readPredictions } from '../../../src/workspace/assess/predictions.js'
import { openForeignReader } from '../../../src/workspace/files/foreign-reader.js'
import { processorWait } from '../../../src/runtime/processor-wait.js'
import { readCandleFile } from '../../../src/workspace/files/read-candle-file.js'
import { readScaler } from '../../../src/workspace/files/read-scaler.js'
import { mutateBytes } from '../../support/mutate-bytes.js'
import { temporaryFolder } from '../../support/temporary-folder.js'
import { zipOf } from '../../support/zip-of.js'
import { names } from '../../nets/import/net-fixtures.js'

/** Damaged inputs of each kind: a few in the tests, thousands with `npm run fuzz`. */
const RUNS = Number(process.env['FUZZ_RUNS'] ?? 12)
const SEED = Number(process.env['FUZZ_SEED'] ?? 1)
/** On a quiet machine nothing takes longer; what waited for a processor is left out, as far as it is known. */
const MAX_SECONDS = 10
const MAX_MEGABYTES = 1024

const fixture = (path: string): Promise<Buffer> =>
  readFile(fileURLToPath(new URL(`../../fixtures/${path}`, import.meta.url)))

/** Reads a file of some kind, and throws UserError where it is damaged. */
type Read = (file: string, reader: IsolatedProcess) => Promise<unknown>

const readCandles: Read = (file, reader) => readCandleFile(file, { reader })
const readNet: Read = (file, reader) =>
  reader.run({
    name: `reading ${file}`,
    request: {
      kind: 'net',
      file,
      requirements: { label: file, features: 'Made', inputs: names, classes: ['hold', 'buy', 'sell'] },
    },
    seconds: 9,
    megabytes: 768,
  })
const readScalerFile: Read = (file) => readScaler(file, ['fil'], { columns: ['a', 'b'], inputs: ['a', 'b'] })
const readPredictionFile: Read = (file) => readPredictions(file, [], new AbortController().signal)

interface Kind {
  readonly name: string
  readonly bytes: () => Promise<Uint8Array>
  readonly read: Read
}

const candleFixture = (name: string): Kind => ({
  name,
  bytes: () => fixture(`candle-files/${name}`),
  read: readCandles,
})
const netFixture = (name: string): Kind => ({ name, bytes: () => fixture(`nets/${name}`), read: readNet })
const csv = (): Promise<Buffer> => fixture('candle-files/reference.csv')
const PREDICTIONS = `timestamp,close,target,hold,buy,sell,base\n${Array.from({ length: 50 }, (_, row) => `${1_690_848_000_000 + 60_000 * row},10,1,0.2,0.5,0.3,fil`).join('\n')}\n`

const KINDS: readonly Kind[] = [
  ...['reference.csv', 'BTC_USDT-1m.json', 'BTC_USDT-1m.json.gz'].map(candleFixture),
  ...['pandas.feather', 'pandas-zstd.feather', 'polars-lz4.arrow', 'polars-zstd.arrow', 'pyarrow-stream.arrows'].map(
    candleFixture,
  ),
  ...['pandas-index.parquet', 'pandas-ms-gzip.parquet', 'polars-zstd.parquet', 'polars-lz4.parquet'].map(candleFixture),
  ...['pyarrow-brotli.parquet', 'duckdb.parquet', 'fil_OHLCV_df.h5'].map(candleFixture),
  { name: 'x.csv.gz', bytes: async () => gzipSync(await csv()), read: readCandles },
  { name: 'x.zip', bytes: async () => zipOf('x.csv', (await csv()).toString()), read: readCandles },
  ...['keras2.h5', 'keras3.h5', 'torch-logits.onnx', 'torch-window.onnx'].map(netFixture),
  ...['sklearn-mlp.onnx', 'sklearn-pipeline-zipmap.onnx', 'lightgbm-zipmap.onnx'].map(netFixture),
  { name: 'scaler.npz', bytes: () => fixture('nets/scaler.npz'), read: readScalerFile },
  {
    name: 'scaler.json',
    bytes: () => Promise.resolve(Buffer.from('{"columns":["a","b"],"center":[1,2],"scale":[3,4]}')),
    read: readScalerFile,
  },
  { name: 'predictions.csv', bytes: () => Promise.resolve(Buffer.from(PREDICTIONS)), read: readPredictionFile },
]

describe(`${RUNS} damaged inputs of each kind are read or refused in one line, within limits`, () => {
  test.each(KINDS.map((kind, index) => ({ ...kind, index })))(
    '$name',
    async ({ name, bytes, read, index }) => {
      const folder = await temporaryFolder()
      const reader = openForeignReader()
      onTestFinished(() => reader.close())
      const followed = followProcesses()
      onTestFinished(followed.stop)
      const whole = await bytes()
      const file = join(folder, name)
      const wrong: string[] = []
      let refused = 0
      let slowest = { seconds: 0, run: 0 }
      for (let run = 0; run < RUNS; run++) {
        const random = createRng(SEED, index, run)
        await writeFile(
          file,
          mutateBytes(whole, () => random.float()),
        )
        const started = performance.now()
        const waitedBefore = followed.waitedSeconds()
        const error: unknown = await read(file, reader).then(
          () => undefined,
          (thrown: unknown) => thrown,
        )
        const seconds = (performance.now() - started) / 1000 - (followed.waitedSeconds() - waitedBefore)
        if (seconds > slowest.seconds) slowest = { seconds, run }
        if (error !== undefined) refused++
        const problem = problemOf(error) ?? (seconds > MAX_SECONDS ? `${seconds} s` : undefined)
        if (problem) wrong.push(`seed ${SEED}, run ${run}: ${problem}`)
      }
      if (process.env['FUZZ_RUNS'] !== undefined) {
        process.stdout.write(
          `${name}: seed ${SEED}, ${RUNS} runs, ${refused} refused, slowest ${slowest.seconds.toFixed(1)} s (run ${slowest.run}), memory at most ${followed.megabytes()} MB\n`,
        )
      }
      expect(wrong).toEqual([])
      expect(followed.megabytes()).toBeLessThan(MAX_MEGABYTES)
    },
    RUNS * 15_000,
  )
})

/** What is wrong with an error; undefined where it is one line for people. */
function problemOf(error: unknown): string | undefined {
  if (error === undefined) return undefined
  if (!(error instanceof UserError))
    return `raw: ${error instanceof Error ? (error.stack ?? error.message) : typeof error}`
  // The file's own content may be quoted, but never what moves a cursor.
  return /\p{Cc}/u.test(error.message) ? `not one line: ${JSON.stringify(error.message)}` : undefined
}

/** Follows the largest memory that a process started from here has had, and how long all waited for a processor; only Linux tells. */
function followProcesses(): { megabytes: () => number; waitedSeconds: () => number; stop: () => void } {
  let max = 0
  const waited = new Map<number, number>([[process.pid, 0]])
  const look = async (): Promise<void> => {
    waited.set(process.pid, processorWait(process.pid))
    for (const name of process.platform === 'linux' ? await readdir('/proc') : []) {
      if (!/^\d+$/.test(name)) continue
      const status = await readFile(`/proc/${name}/status`, 'utf8').catch(() => '')
      if (!status.includes(`PPid:\t${process.pid}\n`)) continue
      max = Math.max(max, Math.ceil(Number(/VmHWM:\s*(\d+)/.exec(status)?.[1] ?? 0) / 1024))
      waited.set(Number(name), processorWait(Number(name)) || (waited.get(Number(name)) ?? 0))
    }
  }
  const timer = setInterval(() => void look(), 200)
  return {
    megabytes: () => max,
    waitedSeconds: () => [...waited.values()].reduce((sum, one) => sum + one, 0) / 1000,
    stop: () => clearInterval(timer),
  }
}
