import { spawnSync } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { createRng } from '../../src/core/rng.js'
import MLP from '../../src/nets/catalog/MLP.js'
import { openScorer } from '../../src/nets/scorer.js'
import { openTrainer } from '../../src/nets/training/trainer.js'
import { temporaryFolder } from '../support/temporary-folder.js'

const peers = fileURLToPath(new URL('../../bench/peers/', import.meta.url))
const python = join(peers, '.venv', 'bin', 'python')
const hasPython = spawnSync(python, ['-c', 'import onnxruntime']).status === 0

const ROWS = 1000
const INPUTS = 20

test.skipIf(!hasPython)('a model has the same scores in ONNX Runtime for Python', async () => {
  const rng = createRng(4)
  const normal = (length: number): Float32Array => Float32Array.from({ length }, () => rng.normal())
  const trainer = await openTrainer({
    layers: MLP.build(MLP.defaults(INPUTS), INPUTS, 3),
    inputs: INPUTS,
    classes: 3,
    batchSize: 10,
    seed: 1,
    data: { rows: 100, features: normal(100 * INPUTS), labels: Uint8Array.from({ length: 100 }, () => rng.below(3)) },
  })
  await trainer.run({ rows: Int32Array.from({ length: 100 }, (_, row) => row), firstStep: 0 })
  const model = await trainer.inferenceModel()
  await trainer.close()
  const file = join(await temporaryFolder(), 'model.onnx')
  await writeFile(file, model)

  const [features, center] = [normal(ROWS * INPUTS), normal(INPUTS)]
  const scale = Float32Array.from({ length: INPUTS }, () => 0.5 + rng.float())
  const scorer = await openScorer(model)
  const ours = await scorer.score(features, ROWS, center, scale)
  await scorer.close()
  const input = Buffer.concat([features, center, scale].map(({ buffer }) => Buffer.from(buffer)))
  const script = join(peers, 'score_model.py')
  const { stdout, stderr } = spawnSync(python, [script, file, String(ROWS), String(INPUTS)], { input })
  expect(stdout.length, stderr.toString()).toBe(4 * ROWS * 3)
  const farthest = ours.reduce((far, score, i) => Math.max(far, Math.abs(score - stdout.readFloatLE(4 * i))), 0)
  expect(farthest).toBeLessThan(1e-5)
})
