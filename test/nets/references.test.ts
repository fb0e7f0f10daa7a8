import { readFile, readdir } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { parseLayers } from '../../src/nets/plan/parse-layers.js'
import type { TrainerSpec } from '../../src/nets/training/trainer.js'
import { trainerSettingsSchema } from '../../src/nets/training/training-protocol.js'
import { openTrainingSession, type TrainingSession } from '../../src/nets/training/training-session.js'

// Keras' own values, made by bench/peers/make-net-references.py in float64.
const folder = new URL('../golden/data/nets/', import.meta.url)
const floats = z.string().transform((text) => new Float32Array(Uint8Array.from(Buffer.from(text, 'base64')).buffer))
const caseSchema = z.object({
  layers: z.unknown().transform(parseLayers),
  window: z.number(),
  inputs: z.number(),
  classes: z.number(),
  batchSize: z.number(),
  options: z.record(z.string(), z.unknown()),
  features: floats,
  labels: z.string().transform((text) => Uint8Array.from(text, Number)),
  sampleWeights: floats,
  rows: z.array(z.number()).transform((rows) => Int32Array.from(rows)),
  initialWeights: floats,
  scores: floats,
  gradient: floats,
  losses: z.array(z.number()),
  finalWeights: floats,
})
type Case = z.output<typeof caseSchema>

const names = (await readdir(folder)).filter((name) => name.endsWith('.json'))

function specOf(reference: Case): TrainerSpec {
  const { layers, window, inputs, classes, batchSize, features, labels, sampleWeights } = reference
  const { sampleWeights: weighted, ...options } = reference.options
  const data = { rows: labels.length, features, labels, ...(weighted === true && { sampleWeights }) }
  const parsed = trainerSettingsSchema.parse({ layers, window, inputs, classes, batchSize, seed: 1, data, ...options })
  return { ...parsed, layers }
}

async function withSession<T>(spec: TrainerSpec, work: (session: TrainingSession) => Promise<T>): Promise<T> {
  const session = await openTrainingSession(spec)
  try {
    return await work(session)
  } finally {
    await session.close()
  }
}

function startAt(session: TrainingSession, weights: Float32Array): Promise<void> {
  return session.restore({ ...session.state(), weights })
}

/** The windows of the first batch, as a scorer takes them. */
function firstBatch({ rows, batchSize, window, inputs, features }: Case): Float32Array {
  return Float32Array.from(
    [...rows.subarray(0, batchSize)].flatMap((row) => [
      ...features.subarray((row - window + 1) * inputs, (row + 1) * inputs),
    ]),
  )
}

function expectClose(got: Float32Array, expected: Float32Array | readonly number[], tolerance: number): void {
  expect(got.length).toBe(expected.length)
  for (const [i, value] of expected.entries()) {
    expect(Math.abs((got[i] ?? NaN) - value), `value ${i}`).toBeLessThan(tolerance * Math.max(1, Math.abs(value)))
  }
}

describe('Keras agrees', () => {
  it('on every layer, loss and optimiser that we have', () => {
    expect(names.length).toBe(33)
  })

  for (const name of names) {
    it(`on ${name.replace('.json', '')}: scores, gradient, ten steps`, async () => {
      const reference = caseSchema.parse(JSON.parse(await readFile(new URL(name, folder), 'utf8')))
      const { initialWeights, gradient, rows, batchSize, losses } = reference
      const spec = specOf(reference)
      await withSession(spec, async (session) => {
        await startAt(session, initialWeights)
        expectClose(await session.predict(firstBatch(reference)), reference.scores, 1e-6)
        const got = await session.run({ rows, firstStep: 0 })
        expectClose(got, losses, 3e-6)
        expectClose(session.state().weights, reference.finalWeights, 2e-5)
      })
      // A plain step of length 1 takes the gradient away from the weights.
      const { clip: _clip, schedule: _schedule, ...rest } = spec
      const plain: TrainerSpec = { ...rest, optimizer: { type: 'sgd' }, learningRate: 1 }
      await withSession(plain, async (session) => {
        await startAt(session, initialWeights)
        await session.run({ rows: rows.slice(0, batchSize), firstStep: 0 })
        const { weights } = session.state()
        const taken = gradient.map((_, i) => (initialWeights[i] ?? NaN) - (weights[i] ?? NaN))
        expectClose(taken, gradient, 1e-6)
      })
    })
  }
})
