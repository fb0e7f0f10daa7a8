import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { UserError } from '../../../src/core/errors.js'
import { allocateSharedFloat32, allocateSharedRows } from '../../../src/runtime/shared-memory.js'
import { createRng } from '../../../src/core/rng.js'
import type { Layer } from '../../../src/nets/net.js'
import { openTrainer, type TrainerSpec } from '../../../src/nets/training/trainer.js'

const [ROWS, INPUTS, CLASSES, BATCH] = [3000, 9, 3, 1000]
const layers: readonly Layer[] = [
  { type: 'dense', units: 14, activation: 'relu' },
  { type: 'dropout', rate: 0.2 },
  { type: 'dense', units: CLASSES, activation: 'softmax' },
]
const rng = createRng(1)
const features = Float32Array.from({ length: ROWS * INPUTS }, () => rng.normal())
const labels = Uint8Array.from({ length: ROWS }, () => rng.below(CLASSES))
const spec: TrainerSpec = {
  layers,
  inputs: INPUTS,
  classes: CLASSES,
  batchSize: BATCH,
  seed: 6,
  data: { rows: ROWS, features, labels },
}

const WINDOW = 12
const recurrent: Partial<TrainerSpec> = {
  layers: [
    { type: 'gru', units: 8 },
    { type: 'dropout', rate: 0.2 },
    { type: 'dense', units: CLASSES, activation: 'softmax' },
  ],
  window: WINDOW,
}

function batches(from: number, steps: number, window = 1): Int32Array {
  const before = window - 1
  return Int32Array.from(
    { length: steps * BATCH },
    (_, i) => before + createRng(3, from * BATCH + i).below(ROWS - before),
  )
}

/** Losses and state after the chunks; before each but the first, a new trainer goes on from the state of the old one. */
async function trained(changes: Partial<TrainerSpec>, chunks: readonly number[], first = 0) {
  const losses: number[] = []
  let state
  let step = first
  for (const steps of chunks) {
    const trainer = await openTrainer({ ...spec, ...changes })
    try {
      if (state) await trainer.restore(state)
      else if (first) await trainer.restore({ ...(await trainer.state()), step: first })
      losses.push(...(await trainer.run({ rows: batches(step, steps, changes.window), firstStep: step })).losses)
      state = await trainer.state()
    } finally {
      await trainer.close()
    }
    step += steps
  }
  return { losses, state }
}

/** The rows and their weights in a file while `work` is under way. */
async function withFile<T>(weights: Float32Array, work: (data: TrainerSpec['data']) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'kernel-rows-'))
  try {
    const file = join(folder, 'rows.bin')
    const parts = [features, Int32Array.from(labels), weights].map(({ buffer }) => new Uint8Array(buffer))
    await writeFile(file, Buffer.concat(parts))
    const labelsOffset = features.byteLength
    const sampleWeightsOffset = labelsOffset + 4 * ROWS
    return await work({ rows: ROWS, file, featuresOffset: 0, labelsOffset, sampleWeightsOffset })
  } finally {
    await rm(folder, { recursive: true })
  }
}

describe('the kernel gives the same bits', () => {
  it('on 1, 2 and 4 threads', async () => {
    const one = await trained({ threads: 1 }, [90])
    expect(one.state?.engine).toBe('wasm')
    expect(await trained({ threads: 2 }, [90])).toEqual(one)
    expect(await trained({ threads: 4 }, [90])).toEqual(one)
  })

  it('wherever it is cut and resumed, also at another number of threads and over the border of two pools', async () => {
    const border = Math.ceil(2 ** 18 / BATCH)
    const whole = await trained({ threads: 2 }, [12], border - 5)
    expect(await trained({ threads: 1 }, [4, 8], border - 5)).toEqual(whole)
    expect(await trained({ threads: 2 }, [5, 1, 6], border - 5)).toEqual(whole)
  })

  it('from rows in a file, their weights too, as from memory', async () => {
    const sampleWeights = Float32Array.from({ length: ROWS }, (_, row) => 0.5 + (row % 4))
    const whole = await trained({ data: { rows: ROWS, features, labels, sampleWeights } }, [90])
    const read = await withFile(sampleWeights, (data) => trained({ data, threads: 2 }, [70, 20]))
    expect(read).toEqual(whole)
    expect(read.state?.engine).toBe('wasm')
  })

  it('from features in shared memory, read where they lie, as from any other', async () => {
    const shared = allocateSharedFloat32(ROWS * INPUTS)
    shared.set(features)
    const whole = await trained({}, [20])
    expect(await trained({ data: { rows: ROWS, features: shared, labels } }, [20])).toEqual(whole)
    expect(await trained({ data: { rows: ROWS, features: shared, labels }, threads: 2 }, [11, 9])).toEqual(whole)
    shared[0] = 50
    const rows = Int32Array.from({ length: BATCH }, () => 0)
    const losses = async (data: TrainerSpec['data']) => {
      const trainer = await openTrainer({ ...spec, data })
      const run = await trainer.run({ rows, firstStep: 0 })
      await trainer.close()
      return run.losses
    }
    expect(await losses({ rows: ROWS, features: shared, labels })).not.toEqual(await losses(spec.data))
  })

  it('from labels that lie in the same memory', async () => {
    const shared = allocateSharedRows(ROWS, INPUTS)
    shared.features.set(features)
    shared.labels.set(labels)
    const data = { rows: ROWS, ...shared }
    const whole = await trained({}, [20])
    expect(await trained({ data }, [20])).toEqual(whole)
    expect(await trained({ data, threads: 2 }, [11, 9])).toEqual(whole)
    const trainer = await openTrainer({ ...spec, data })
    shared.labels.set(labels.map((label) => (label + 1) % CLASSES))
    const { losses } = await trainer.run({ rows: batches(0, 1), firstStep: 0 })
    await trainer.close()
    expect(losses[0]).not.toBe(whole.losses[0])
  })
})

describe('a recurrence has the same bits', () => {
  it('on any number of threads, wherever it is cut', async () => {
    const one = await trained({ ...recurrent, threads: 1 }, [12])
    expect(one.state?.engine).toBe('wasm')
    expect(await trained({ ...recurrent, threads: 4 }, [12])).toEqual(one)
    expect(await trained({ ...recurrent, threads: 2 }, [7, 5])).toEqual(one)
  })

  it('from windows in a file, the weights of their rows too, as from memory', async () => {
    const sampleWeights = Float32Array.from({ length: ROWS }, (_, row) => 0.5 + (row % 4))
    const data = { rows: ROWS, features, labels, sampleWeights }
    const whole = await trained({ ...recurrent, data }, [12])
    const read = await withFile(sampleWeights, (file) => trained({ ...recurrent, data: file, threads: 2 }, [9, 3]))
    expect(read).toEqual(whole)
  })
})

describe('the kernel refuses', () => {
  const refused: Readonly<Record<string, readonly [Partial<TrainerSpec>, RegExp]>> = {
    'a batch without rows': [{ batchSize: 0 }, /batch size is 0/],
    'a label outside the classes': [
      { data: { rows: ROWS, features, labels: labels.with(17, 3) } },
      /row 17 has the class 3/,
    ],
    'too few features': [{ data: { rows: ROWS, features: features.slice(1), labels } }, /26999 feature values/],
    'another number of class weights': [{ loss: { classWeights: [1, 2] } }, /2 class weights/],
    'a file that is not there': [
      { data: { rows: ROWS, file: '/nowhere/rows.bin', featuresOffset: 0, labelsOffset: 108_000 } },
      /\/nowhere\/rows\.bin: cannot be read as training data/,
    ],
  }
  for (const [what, [changes, message]] of Object.entries(refused)) {
    it(what, async () => {
      const opened = openTrainer({ ...spec, ...changes })
      await expect(opened).rejects.toThrow(UserError)
      await expect(opened).rejects.toThrow(message)
    })
  }
})

describe('a trainer whose rows are shared', () => {
  it('can go on with the other engine, weights of rows included', async () => {
    const sampleWeights = Float32Array.from({ length: ROWS }, (_, row) => 0.5 + (row % 4))
    const data = { rows: ROWS, features, labels, sampleWeights }
    const { state } = await trained({ data, engine: 'onnx' }, [3])
    if (!state) throw new Error('no state')
    const trainer = await openTrainer({ ...spec, data })
    await trainer.restore(state)
    const { losses } = await trainer.run({ rows: batches(3, 2), firstStep: 3 })
    await trainer.close()
    expect([...losses]).toEqual((await trained({ data, engine: 'onnx' }, [5])).losses.slice(3))
  })
})
