import { execFile } from 'node:child_process'
import { mkdtemp, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { UserError } from '../../../src/core/errors.js'
import { createRng } from '../../../src/core/rng.js'
import type { Layer } from '../../../src/nets/net.js'
import { openScorer } from '../../../src/nets/scorer.js'
import { openTrainer, type Trainer, type TrainerSpec, type TrainingFile } from '../../../src/nets/training/trainer.js'

const INPUTS = 6
const CLASSES = 3
const ROWS = 500
const BATCH = 16

const layers: readonly Layer[] = [
  { type: 'dense', units: 12, activation: 'relu', kernelInitializer: 'heUniform' },
  { type: 'dropout', rate: 0.3 },
  { type: 'dense', units: 8, activation: 'tanh' },
  { type: 'dropout', rate: 0.2 },
  { type: 'dense', units: CLASSES, activation: 'softmax' },
]
const withoutDropout = layers.filter((layer) => layer.type !== 'dropout')

const data = (() => {
  const rng = createRng(7)
  const features = Float32Array.from({ length: ROWS * INPUTS }, () => rng.normal())
  const labels = Uint8Array.from({ length: ROWS }, (_, row) =>
    Number(features[row * INPUTS]) > 0.3 ? 1 : 2 * (row % 2),
  )
  return { rows: ROWS, features, labels }
})()

const spec: TrainerSpec = { layers, inputs: INPUTS, classes: CLASSES, batchSize: BATCH, seed: 11, data }

/** The batches of steps: functions of the absolute step, as a caller makes them. */
function batches(from: number, steps: number): Int32Array {
  return Int32Array.from({ length: steps * BATCH }, (_, i) => createRng(3, from * BATCH + i).below(ROWS))
}

async function withTrainer<T>(changes: Partial<TrainerSpec>, work: (trainer: Trainer) => Promise<T>): Promise<T> {
  const trainer = await openTrainer({ ...spec, ...changes })
  try {
    return await work(trainer)
  } finally {
    await trainer.close()
  }
}

/** Losses, weights and moments after the steps, run in chunks of these lengths. */
async function train(trainer: Trainer, chunks: readonly number[], first = 0) {
  const losses: number[] = []
  let step = first
  for (const steps of chunks) {
    const chunk = await trainer.run({ rows: batches(step, steps), firstStep: step })
    losses.push(...chunk.losses)
    step += steps
  }
  return { losses, state: await trainer.state() }
}

/** A file of header, features and labels, and the data that lie in it. */
async function withDataFile<T>(labels: Int32Array, work: (data: TrainingFile) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'trainer-'))
  try {
    const file = join(folder, 'rows.bin')
    const handle = await open(file, 'w')
    await handle.write(new Uint8Array(12))
    await handle.write(new Uint8Array(data.features.buffer))
    await handle.write(new Uint8Array(labels.buffer))
    await handle.close()
    return await work({ rows: ROWS, file, featuresOffset: 12, labelsOffset: 12 + data.features.byteLength })
  } finally {
    await rm(folder, { recursive: true })
  }
}

function mean(values: Iterable<number>): number {
  const all = [...values]
  return all.reduce((sum, value) => sum + value, 0) / all.length
}

describe('training', () => {
  it('lowers the loss', async () => {
    const { losses } = await withTrainer({ learningRate: 0.01 }, (trainer) => train(trainer, [300]))
    expect(mean(losses.slice(-20))).toBeLessThan(0.8 * mean(losses.slice(0, 20)))
  })

  it('reports a loss a step: the cross-entropy of the scores before it', async () => {
    await withTrainer({ layers: withoutDropout }, async (trainer) => {
      await train(trainer, [10])
      const rows = batches(10, 1)
      const scores = await trainer.predict(data.features)
      const expected = mean([...rows].map((row) => -Math.log(scores[row * CLASSES + (data.labels[row] ?? NaN)] ?? NaN)))
      const { losses } = await trainer.run({ rows, firstStep: 10 })
      expect(losses.length).toBe(1)
      expect(Math.abs((losses[0] ?? NaN) - expected)).toBeLessThan(1e-6)
    })
  })

  it('drops out while training only', async () => {
    const step = { rows: batches(0, 1), firstStep: 0 }
    const losses = async (net: readonly Layer[]) => (await withTrainer({ layers: net }, (t) => t.run(step))).losses
    expect(await losses(layers)).not.toEqual(await losses(withoutDropout))
    await withTrainer({}, async (trainer) => {
      expect(await trainer.predict(data.features)).toEqual(await trainer.predict(data.features))
    })
  })
})

describe('the same seed gives the same bits', () => {
  it('at any chunk length and number of threads', async () => {
    const whole = await withTrainer({}, (trainer) => train(trainer, [64]))
    expect(await withTrainer({}, (trainer) => train(trainer, [1, 20, 3, 40]))).toEqual(whole)
    expect(await withTrainer({ threads: 2 }, (trainer) => train(trainer, [64]))).toEqual(whole)
    expect(await withTrainer({ seed: 12 }, (trainer) => train(trainer, [64]))).not.toEqual(whole)
  })

  it('with 2 threads on batches large enough to be shared out', async () => {
    const rows = Int32Array.from({ length: 4 * 4096 }, (_, i) => createRng(9, i).below(ROWS))
    const wide: Layer[] = [
      { type: 'dense', units: 64, activation: 'relu' },
      { type: 'dropout', rate: 0.2 },
      { type: 'dense', units: CLASSES, activation: 'softmax' },
    ]
    const run = (threads: number) =>
      withTrainer({ layers: wide, batchSize: 4096, threads }, async (trainer) => {
        const { losses } = await trainer.run({ rows, firstStep: 0 })
        return { losses, state: await trainer.state() }
      })
    expect(await run(2)).toEqual(await run(1))
  })

  it('where the number of threads changes from chunk to chunk, by either engine', async () => {
    const rows = Int32Array.from({ length: 12 * 256 }, (_, i) => createRng(9, i).below(ROWS))
    const relu: Layer[] = [
      { type: 'dense', units: 20, activation: 'relu' },
      { type: 'dropout', rate: 0.2 },
      { type: 'dense', units: CLASSES, activation: 'softmax' },
    ]
    const run = (engine: 'onnx' | 'wasm', threads: readonly number[]) =>
      withTrainer({ layers: relu, batchSize: 256, threads: Math.max(...threads), engine }, async (trainer) => {
        const losses: number[] = []
        for (const [i, count] of threads.entries()) {
          const [from, to] = [i, i + 1].map((part) => (part * rows.length) / threads.length)
          const chunk = { rows: rows.slice(from, to), firstStep: (from ?? 0) / 256, threads: count }
          losses.push(...(await trainer.run(chunk)).losses)
        }
        return { losses, state: await trainer.state() }
      })
    for (const engine of ['onnx', 'wasm'] as const) {
      const one = await run(engine, [1])
      expect(await run(engine, [2])).toEqual(one)
      expect(await run(engine, [1, 2, 4, 1])).toEqual(one)
      expect(await run(engine, [3, 3, 2])).toEqual(one)
      expect(one.state.engine).toBe(engine)
    }
  })

  it('on no more threads than the trainer was opened for', async () => {
    await withTrainer({ threads: 2 }, async (trainer) => {
      const chunk = { rows: batches(0, 1), firstStep: 0 }
      await expect(trainer.run({ ...chunk, threads: 3 })).rejects.toThrow('opened for 2')
      await expect(trainer.run({ ...chunk, threads: 0 })).rejects.toThrow('0 threads')
      expect((await trainer.run({ ...chunk, threads: 1 })).losses.length).toBe(1)
    })
  })

  it('after a resume from a state', async () => {
    const whole = await withTrainer({}, (trainer) => train(trainer, [50]))
    const { state } = await withTrainer({}, (trainer) => train(trainer, [20]))
    const rest = await withTrainer({}, async (trainer) => {
      await trainer.restore(state)
      return train(trainer, [30], 20)
    })
    expect(rest.state).toEqual(whole.state)
    expect(rest.losses).toEqual(whole.losses.slice(20))
  })

  it('where a chunk runs into the next pool of masks', async () => {
    const border = 2 ** 18 / BATCH
    const run = (chunks: readonly number[]) =>
      withTrainer({}, async (trainer) => {
        await trainer.restore({ ...(await trainer.state()), step: border - 5 })
        return train(trainer, chunks, border - 5)
      })
    const whole = await run([12])
    expect(await run([5, 7])).toEqual(whole)
    expect(await run([4, 3, 5])).toEqual(whole)
  })

  it('from a file as from memory', async () => {
    const whole = await withTrainer({}, (trainer) => train(trainer, [30]))
    await withDataFile(Int32Array.from(data.labels), async (file) => {
      expect(await withTrainer({ data: file }, (trainer) => train(trainer, [30]))).toEqual(whole)
    })
  })

  it('as a model', async () => {
    expect(await trainedModel()).toEqual(await trainedModel())
  })
})

function trainedModel(): Promise<Uint8Array> {
  return withTrainer({}, async (trainer) => {
    await train(trainer, [10])
    return trainer.inferenceModel()
  })
}

describe('the model of a trainer', () => {
  it('scores as the trainer predicts, a row alone as among others', async () => {
    await withTrainer({}, async (trainer) => {
      await train(trainer, [5])
      const scores = await trainer.predict(data.features)
      const scorer = await openScorer(await trainer.inferenceModel())
      const center = new Float32Array(INPUTS)
      const scale = center.map(() => 1)
      expect(await scorer.score(data.features, ROWS, center, scale)).toEqual(scores)
      for (let row = 0; row < ROWS; row++) {
        const alone = data.features.subarray(row * INPUTS, (row + 1) * INPUTS)
        const expected = scores.subarray(row * CLASSES, (row + 1) * CLASSES)
        expect(await scorer.score(alone, 1, center, scale)).toEqual(expected)
      }
      await scorer.close()
    })
  })
})

describe('a trainer refuses', () => {
  const refused: readonly (readonly [string, Partial<TrainerSpec>, RegExp])[] = [
    ['a net that ends with another number of scores', { classes: 4 }, /rows of shape \[3\], but there are 4 classes/],
    ['a label outside the classes', { data: { ...data, labels: data.labels.with(17, 3) } }, /row 17 has the class 3/],
    ['too few feature values', { data: { ...data, features: data.features.slice(1) } }, /2999 feature values/],
    ['too few labels', { data: { ...data, labels: data.labels.slice(2) } }, /498 labels: expected 500/],
    ['a batch without rows', { batchSize: 0 }, /batch size is 0/],
    ['a learning rate that is no number', { learningRate: NaN }, /learning rate is NaN/],
    [
      'a file that is not there',
      { data: { rows: ROWS, file: '/nowhere/rows.bin', featuresOffset: 0, labelsOffset: 12_000 } },
      /\/nowhere\/rows\.bin: cannot be read as training data/,
    ],
  ]
  for (const [what, changes, message] of refused) {
    it(what, async () => {
      const opened = openTrainer({ ...spec, ...changes })
      await expect(opened).rejects.toThrow(UserError)
      await expect(opened).rejects.toThrow(message)
    })
  }

  it('a file cut short', async () => {
    await withDataFile(new Int32Array(10), async (file) => {
      await expect(openTrainer({ ...spec, data: file })).rejects.toThrow(/rows\.bin: cannot be read as training data/)
    })
  })

  it('chunks that do not fit, and goes on from where it was', async () => {
    await withTrainer({}, async (trainer) => {
      await train(trainer, [3])
      const before = await trainer.state()
      await expect(trainer.run({ rows: batches(0, 1), firstStep: 0 })).rejects.toThrow(/step 0, but 3 steps are done/)
      await expect(trainer.run({ rows: new Int32Array(BATCH + 1), firstStep: 3 })).rejects.toThrow(/no whole number/)
      const beyond = new Int32Array(BATCH).fill(ROWS)
      await expect(trainer.run({ rows: beyond, firstStep: 3 })).rejects.toThrow(RangeError)
      expect(await trainer.state()).toEqual(before)
      await train(trainer, [2], 3)
    })
  })

  it('the state of another net', async () => {
    const state = await withTrainer({}, (trainer) => trainer.state())
    await withTrainer({ layers: layers.slice(2) }, async (trainer) => {
      await expect(trainer.restore(state)).rejects.toThrow(/belongs to another net/)
    })
  })

  it('calls after it was closed', async () => {
    const trainer = await openTrainer(spec)
    await trainer.close()
    await trainer.close()
    await expect(trainer.state()).rejects.toThrow(/has ended/)
  })
})

describe('a process with a trainer', () => {
  const trainer = new URL('../../../dist/nets/training/trainer.js', import.meta.url).href
  const opening = `
    import { openTrainer } from ${JSON.stringify(trainer)}
    const rows = 1000
    const data = { rows, features: new Float32Array(2 * rows), labels: new Uint8Array(rows) }
    const layers = [{ type: 'dense', units: 3, activation: 'softmax' }]
    const trainer = await openTrainer({ layers, inputs: 2, classes: 3, batchSize: 32, seed: 1, data })
    const run = trainer.run({ rows: new Int32Array(32 * 20_000), firstStep: 0 })
    `
  const endings: readonly (readonly [string, string])[] = [
    ['ends by itself though the trainer was never closed', 'await run'],
    ['can end in the middle of a run', 'run.catch(() => {}); setTimeout(() => process.exit(), 100)'],
    ['can end with the trainer', 'await run; await trainer.close()'],
  ]
  for (const [what, ending] of endings) {
    it(what, async () => {
      const script = ['--input-type=module', '--eval', opening + ending]
      const { stdout, stderr } = await promisify(execFile)(process.execPath, script, { timeout: 30_000 })
      expect(stdout + stderr).toBe('')
    })
  }
})
