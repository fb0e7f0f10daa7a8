import { describe, expect, test } from 'vitest'
import { createRng } from '../../../src/core/rng.js'
import tcn from '../../../src/nets/catalog/TCN.js'
import { buildInferenceModel } from '../../../src/nets/inference-model.js'
import type { Layer } from '../../../src/nets/net.js'
import { copyWindows } from '../../../src/nets/copy-windows.js'
import { planNet } from '../../../src/nets/plan/plan-net.js'
import { initializeWeights } from '../../../src/nets/plan/initializers.js'
import { openScorer } from '../../../src/nets/scorer.js'
import { buildStretchModel } from '../../../src/nets/streams/build-stretch-model.js'

const [INPUTS, CLASSES, MINUTES] = [20, 3, 5000]
const rng = createRng(5)
const minutes = Float32Array.from({ length: MINUTES * INPUTS }, () => rng.normal())
const center = Float32Array.from({ length: INPUTS }, (_, i) => i / 7)
const scale = Float32Array.from({ length: INPUTS }, (_, i) => 1 + i / 3)

/** A net's model; no weight is 0, so that every part of it counts. */
function modelOf(layers: readonly Layer[], window: number): Uint8Array {
  const plan = planNet(layers, INPUTS, CLASSES, window)
  const weights = initializeWeights(plan, 2).map((value, i) => value + ((i % 11) + 1) / 100)
  return buildInferenceModel(plan, weights)
}

/** All minutes that have a whole window before them in one stretch; then some of them, with gaps, and one alone. */
function windowsOf(window: number): readonly Int32Array[] {
  const all = Int32Array.from({ length: MINUTES - window + 1 }, (_, i) => window - 1 + i)
  return [all, all.filter((row) => row % 1000 < 400), all.filter((row) => row % 7 === 3), all.subarray(99, 101)]
}

async function expectSameBits(layers: readonly Layer[], window: number): Promise<void> {
  const scorer = await openScorer(modelOf(layers, window))
  for (const last of windowsOf(window)) {
    const features = copyWindows(minutes, INPUTS, last, window)
    const each = await scorer.score(features, last.length, center, scale)
    expect(new Set(each).size).toBeGreaterThan(last.length)
    expect(await scorer.scoreWindows(minutes, last, center, scale)).toEqual(each)
  }
  await scorer.close()
}

const softmax: Layer = { type: 'dense', units: CLASSES, activation: 'softmax' }
const last: Layer = { type: 'pooling', kind: 'last' }
const taps = (dilation: number, activation: 'relu' | 'gelu' | 'elu' = 'relu'): Layer => ({
  type: 'conv1d',
  filters: 8,
  kernelSize: 3,
  dilation,
  activation,
})

describe('windows that share what they have in common', () => {
  test.each([15, 31, 63])('a TCN scores to the bit as window by window: %d minutes', async (window) => {
    const params = { ...tcn.defaults(INPUTS), window }
    const layers = tcn.build(params, INPUTS, CLASSES)
    expect(buildStretchModel(modelOf(layers, window))).toMatchObject({ before: window - 1 })
    await expectSameBits(layers, window)
  })

  test.each([2, 9, 20, 33])(
    'so does one whose taps reach before its window, where it sees zeros: %d',
    async (window) => {
      const layers = tcn.build({ ...tcn.defaults(INPUTS), window }, INPUTS, CLASSES)
      await expectSameBits(layers, window)
    },
  )

  test('so do other layers that work minute by minute', async () => {
    const nets: readonly (readonly Layer[])[] = [
      [taps(1, 'gelu'), taps(4, 'elu'), { type: 'batchNormalization' }, taps(7), last, softmax],
      [
        { type: 'dense', units: 12, activation: 'tanh' },
        taps(3),
        { type: 'dropout', rate: 0.5 },
        taps(3),
        last,
        softmax,
      ],
      [taps(2), { type: 'activation', activation: 'leakyRelu' }, taps(2), last, { type: 'dense', units: 9 }, softmax],
    ]
    for (const layers of nets) {
      expect(buildStretchModel(modelOf(layers, 12))?.sharing).toBeGreaterThan(1)
      await expectSameBits(layers, 12)
    }
  })

  test('a net that reads its window as a whole is scored window by window', async () => {
    for (const layers of [
      [{ type: 'gru', units: 4 }, softmax],
      [taps(1), { type: 'pooling', kind: 'average' }, softmax],
      [taps(1), { type: 'flatten' }, softmax],
    ] satisfies (readonly Layer[])[]) {
      expect(buildStretchModel(modelOf(layers, 6))).toBeUndefined()
      await expectSameBits(layers, 6)
    }
  })

  test('a model read from a file, whose bytes lie anywhere in a buffer, gives the same', () => {
    const model = modelOf(tcn.build(tcn.defaults(INPUTS), INPUTS, CLASSES), 31)
    for (const offset of [1, 4]) {
      const read = Buffer.concat([Buffer.alloc(offset), model]).subarray(offset)
      expect(buildStretchModel(read)).toEqual(buildStretchModel(model))
    }
  })

  test('minutes that do not hold the windows are refused', async () => {
    const scorer = await openScorer(modelOf([taps(1), last, softmax], 6))
    const score = (at: number): Promise<Float32Array> => scorer.scoreWindows(minutes, Int32Array.of(at), center, scale)
    await expect(score(4)).rejects.toThrow(/5000 minutes do not hold windows of 6 that end at 4 to 4/)
    await expect(score(MINUTES)).rejects.toThrow(RangeError)
    await scorer.close()
  })
})
