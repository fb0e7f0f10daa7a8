import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { Layer } from '../../../src/nets/net.js'
import { openTrainingSession } from '../../../src/nets/training/training-session.js'

const floats = z.string().transform((text) => {
  const bytes = Uint8Array.from(Buffer.from(text, 'base64'))
  return new Float32Array(bytes.buffer)
})
const goldenSchema = z.object({
  layers: z.array(z.number()),
  batchSize: z.number(),
  features: floats,
  labels: z.string().transform((text) => Uint8Array.from(text, Number)),
  initialWeights: floats,
  losses: z.array(z.number()),
  finalWeights: floats,
})

async function golden() {
  const file = new URL('../../golden/data/training-steps.json', import.meta.url)
  return goldenSchema.parse(JSON.parse(await readFile(file, 'utf8')))
}

describe('training steps', () => {
  it('equal the reference: losses and weights within 1e-4', async () => {
    const { layers: sizes, batchSize, features, labels, initialWeights, losses, finalWeights } = await golden()
    const [inputs = 0, ...units] = sizes
    const classes = units.at(-1) ?? 0
    const layers = units.map((units, i): Layer => ({
      type: 'dense',
      units,
      activation: i === sizes.length - 2 ? 'softmax' : 'relu',
    }))
    const data = { rows: labels.length, features, labels }
    const session = await openTrainingSession({ layers, inputs, classes, batchSize, seed: 1, data })
    const zeros = new Float32Array(initialWeights.length)
    await session.restore({ step: 0, weights: initialWeights, moments: [zeros, zeros] })
    const got = await session.run({ rows: Int32Array.from(labels, (_, i) => i), firstStep: 0 })
    expect(got.length).toBe(24)
    for (const [i, loss] of losses.entries()) expect(Math.abs((got[i] ?? NaN) - loss)).toBeLessThan(1e-4 * loss)
    const { weights, step } = session.state()
    expect(step).toBe(24)
    for (const [i, weight] of finalWeights.entries()) {
      expect(Math.abs((weights[i] ?? NaN) - weight)).toBeLessThan(1e-4 * Math.max(Math.abs(weight), 1e-2))
    }
  })
})
