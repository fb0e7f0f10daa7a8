import { expect, it } from 'vitest'
import { createRng } from '../../../src/core/rng.js'
import { crossEntropy } from '../../../src/nets/losses/cross-entropy.js'
import { differentiate } from '../../../src/nets/onnx/differentiate.js'
import { addInput, newGraph, scalar } from '../../../src/nets/onnx/graph.js'
import { evaluator } from '../onnx/evaluate.js'

it('is the mean of −log softmax, with the derivative that the gradient rules find', async () => {
  const [batch, classes] = [5, 3]
  const graph = newGraph('loss')
  const logits = addInput(graph, 'logits', 'double', [batch, classes])
  const targets = addInput(graph, 'targets', 'double', [batch, classes])
  const { loss, cotangent } = crossEntropy(graph, logits, targets)
  const [derivative = cotangent] = differentiate(graph, loss, scalar(graph, 'double', 1), [logits])
  expect(derivative).not.toBe(cotangent)
  const evaluate = await evaluator(graph, [loss, cotangent, derivative])

  const rng = createRng(2)
  const values = Float64Array.from({ length: batch * classes }, () => 3 * rng.normal())
  const labels = Array.from({ length: batch }, (_, row) => row % classes)
  const oneHot = Float64Array.from({ length: batch * classes }, (_, i) =>
    Number(labels[Math.floor(i / classes)] === i % classes),
  )
  const [[got = NaN] = [], shortcut = [], found = []] = await evaluate({ logits: values, targets: oneHot })
  const expected = labels.reduce((sum, label, row) => {
    const exps = Array.from(values.subarray(row * classes, (row + 1) * classes), Math.exp)
    return sum - Math.log((exps[label] ?? NaN) / exps.reduce((total, value) => total + value, 0)) / batch
  }, 0)
  expect(Math.abs(got - expected)).toBeLessThan(1e-12)
  expect(shortcut.length).toBe(batch * classes)
  for (const [i, value] of shortcut.entries()) expect(Math.abs(value - (found[i] ?? NaN))).toBeLessThan(1e-12)
})

it('stays exact where a score is next to nothing', async () => {
  const graph = newGraph('loss')
  const logits = addInput(graph, 'logits', 'double', [1, 2])
  const targets = addInput(graph, 'targets', 'double', [1, 2])
  const evaluate = await evaluator(graph, [crossEntropy(graph, logits, targets).loss])
  const [[loss = NaN] = []] = await evaluate({ logits: Float64Array.of(0, 2000), targets: Float64Array.of(1, 0) })
  expect(loss).toBe(2000)
})

it('the focal loss of gamma 0 is alpha times the plain one, also where a score is 1', async () => {
  const graph = newGraph('loss')
  const logits = addInput(graph, 'logits', 'double', [2, 2])
  const targets = addInput(graph, 'targets', 'double', [2, 2])
  const plain = crossEntropy(graph, logits, targets)
  const focal = crossEntropy(graph, logits, targets, { focal: { gamma: 0, alpha: 0.25 } })
  const evaluate = await evaluator(graph, [plain.loss, plain.cotangent, focal.loss, focal.cotangent])
  const inputs = { logits: Float64Array.of(1000, 0, -1, 2), targets: Float64Array.of(1, 0, 1, 0) }
  const [loss = [], slope = [], focalLoss = [], focalSlope = []] = await evaluate(inputs)
  for (const [i, value] of [...loss, ...slope].entries())
    expect([...focalLoss, ...focalSlope][i]).toBeCloseTo(0.25 * value, 12)
})
