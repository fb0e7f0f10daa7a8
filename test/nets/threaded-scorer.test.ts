import { describe, expect, test } from 'vitest'
import { createRng } from '../../src/core/rng.js'
import { scoreRows } from '../../src/classifier/score-rows.js'
import { createMemorySink } from '../../src/datasets/row-sink.js'
import { buildInferenceModel } from '../../src/nets/inference-model.js'
import type { Layer } from '../../src/nets/net.js'
import { initializeWeights } from '../../src/nets/plan/initializers.js'
import { planNet } from '../../src/nets/plan/plan-net.js'
import { openThreadedScorer } from '../../src/nets/threaded-scorer.js'

const [INPUTS, WINDOW, MINUTES] = [4, 12, 60_000]
const rng = createRng(3)
const features = Float32Array.from({ length: MINUTES * INPUTS }, () => rng.normal())
const scaler = { center: new Float32Array(INPUTS), scale: new Float32Array(INPUTS).fill(2) }
/** Windows with gaps between them. */
const last = Int32Array.from({ length: MINUTES - WINDOW + 1 }, (_, i) => WINDOW - 1 + i).filter(
  (row) => row % 5000 > 700,
)

function modelOf(layers: readonly Layer[], window = WINDOW): Uint8Array {
  const plan = planNet(layers, INPUTS, 3, window)
  return buildInferenceModel(plan, initializeWeights(plan, 2))
}

function haveSameBits(a: Float32Array, b: Float32Array): boolean {
  const [one, other] = [a, b].map((values) => Buffer.from(values.buffer, values.byteOffset, values.byteLength))
  return one !== undefined && other !== undefined && one.equals(other)
}

const softmax: Layer = { type: 'dense', units: 3, activation: 'softmax' }
const NETS: readonly (readonly Layer[])[] = [
  [{ type: 'gru', units: 5 }, softmax],
  [{ type: 'conv1d', filters: 5, kernelSize: 3, dilation: 2 }, { type: 'pooling', kind: 'last' }, softmax],
]

describe('scoring by threads', () => {
  test.each(NETS)(
    'gives the same bits at any number of them, before they begin and behind it: $type',
    async (...layers) => {
      const scored: Float32Array[] = []
      for (const threads of [1, 2, 3]) {
        const scorer = await openThreadedScorer(modelOf(layers), { threads })
        const done: number[] = []
        const rows = { rows: createMemorySink(features, INPUTS), from: 0, last, scaler }
        scored.push(await scoreRows(scorer, rows, (count) => done.push(count)))
        expect(done).toEqual(done.toSorted((a, b) => a - b))
        expect(done.at(-1)).toBe(last.length)
        await scorer.close()
      }
      const [plain = new Float32Array(), ...threaded] = scored
      expect(plain.every(Number.isFinite)).toBe(true)
      expect(new Set(plain).size).toBeGreaterThan(last.length)
      expect(threaded.map((scores) => haveSameBits(scores, plain))).toEqual([true, true])
    },
  )

  test('an error in a thread is that of the call, and the next call works', async () => {
    const scorer = await openThreadedScorer(modelOf(NETS[0] ?? []), { threads: 2 })
    const { center, scale } = scaler
    const score = (windows: Int32Array, centers = center): Promise<Float32Array> =>
      scorer.scoreWindows(features, windows, centers, scale)
    const all = await score(last)
    await expect(score(last, center.subarray(1))).rejects.toThrow(/the scaler has 3 centers and 4 scales/)
    await expect(score(Int32Array.of(WINDOW - 2))).rejects.toThrow(/do not hold windows of 12 that end at 10 to 10/)
    expect(await score(last.subarray(0, 5))).toEqual(all.subarray(0, 15))
    await scorer.close()
  })

  test('rows of single minutes are scored without threads', async () => {
    const scorer = await openThreadedScorer(modelOf([softmax], 1), { threads: 2 })
    const all = Int32Array.from({ length: MINUTES }, (_, i) => i)
    const scores = await scorer.scoreWindows(features, all, scaler.center, scaler.scale)
    const plain = await scorer.score(features, MINUTES, scaler.center, scaler.scale)
    expect(haveSameBits(scores, plain)).toBe(true)
    await scorer.close()
  })
})
