import { describe, expect, test } from 'vitest'
import { readOnnxModel } from '../../../src/nets/import/import-onnx-model.js'
import type { ModelRequirements } from '../../../src/nets/import/model-requirements.js'
import { detectOutputActivation } from '../../../src/nets/import/detect-output-activation.js'
import { addInitializer, addInput, addNode, littleEndian, newGraph, type Graph } from '../../../src/nets/onnx/graph.js'
import { serialize } from '../../../src/nets/onnx/serialize.js'
import type { Value } from '../../../src/nets/onnx/values.js'
import { encodeBytesField, encodeVarintField, parseFields } from '../../../src/nets/onnx/protobuf-fields.js'
import { INPUTS, fixtureBytes, fixtureNet, sampleRows, schemaOf } from './net-fixtures.js'

/** A model made by hand: what `build` adds to features [n, 20] is its output. */
function modelOf(build: (graph: Graph, features: Value) => Value): Uint8Array {
  const graph = newGraph('made')
  graph.outputs.push(build(graph, addInput(graph, 'features', 'float', ['n', INPUTS])))
  return serialize(graph)
}

function product(graph: Graph, features: Value, value = 0.1): Value {
  const weights = addInitializer(
    graph,
    'w',
    'float',
    [INPUTS, 3],
    littleEndian(Float32Array.from({ length: 3 * INPUTS }, (_, i) => value * ((i % 5) - 2))),
  )
  const [scores] = addNode(graph, 'MatMul', [features, weights], [{ hint: 'scores', type: 'float', shape: ['n', 3] }])
  if (!scores) throw new Error('no output')
  return scores
}

function after(graph: Graph, op: string, value: Value): Value {
  const [result] = addNode(graph, op, [value], [{ hint: 'out', type: 'float', shape: ['n', 3] }])
  if (!result) throw new Error('no output')
  return result
}

const plain = modelOf(product)

/** The model with other sets of operators. */
function withOpset(model: Uint8Array, version: number): Uint8Array {
  const fields = parseFields(model).filter(({ number }) => number !== 8)
  return Buffer.concat([...fields.map(({ whole }) => whole), encodeBytesField(8, encodeVarintField(2, version))])
}

function refusal(model: Uint8Array, more: Partial<ModelRequirements> = {}): Promise<unknown> {
  return readOnnxModel(model, schemaOf('net.onnx', more)).then(
    () => undefined,
    (error: unknown) => (error instanceof Error ? `${error.name}: ${error.message}` : error),
  )
}

describe('a net that does not fit is refused in one line that says what to do', () => {
  const inputs = Array.from({ length: 21 }, (_, index) => `g${index}`)
  const cases: readonly (readonly [string, Uint8Array, Partial<ModelRequirements>, RegExp])[] = [
    ['no model', Buffer.from('hello, world'), {}, /net\.onnx is no ONNX model, or was cut short/],
    ['nothing', new Uint8Array(), {}, /is no ONNX model, or was cut short/],
    ['other features', plain, { inputs }, /takes 20 features, but Made has 21; choose its feature set with features/],
    ['other columns', plain, { columns: ['f1', 'f2'] }, /takes 20 features, but columns names 2/],
    [
      'other classes',
      plain,
      { classes: ['no', 'yes'] },
      /no output of float numbers \[rows, 2\].*there are scores float32/,
    ],
    ['no such output', plain, { output: 'x' }, /no output called x of float numbers/],
    ['a window', plain, { window: 5 }, /takes single rows, but window is 5/],
    [
      'unknown operator',
      modelOf((graph, x) => after(graph, 'Frobnicate', product(graph, x))),
      {},
      /does not know: Frobnicate/,
    ],
    [
      'newer operators',
      withOpset(plain, 99),
      {},
      /operator set 99, newer than this runtime reads; export it with opset_version=17/,
    ],
    [
      'wrong classes',
      plain,
      { classOrder: ['hold', 'buy'] },
      /: classes is hold,buy: expected each of hold,buy,sell once/,
    ],
    [
      'two inputs',
      modelOf((graph, x) => {
        addInput(graph, 'more', 'float', ['n', 2])
        return product(graph, x)
      }),
      {},
      /has 2 inputs \(features, more\), expected one/,
    ],
  ]
  test.each(cases)('%s', async (_, model, more, line) => {
    const message = await refusal(model, more)
    expect(message).toMatch(line)
    expect(message).toMatch(/^(User|Request)Error: [^\n]+$/)
  })

  test('an input of whole numbers', async () => {
    const graph = newGraph('made')
    const whole = addInput(graph, 'codes', 'int64', ['n', INPUTS])
    graph.outputs.push(product(graph, after(graph, 'Identity', whole)))
    expect(await refusal(serialize(graph))).toMatch(
      /the input codes of net\.onnx is int64 \[n, 20\], expected float numbers/,
    )
  })

  test('a set of operators that is not there is named with its operators', async () => {
    const domain = modelOf((graph, x) => after(graph, 'Custom', product(graph, x)))
    const found = Buffer.from(domain).toString('latin1')
    expect(found).toContain('Custom')
    expect(await refusal(inDomain(domain, 'Custom', 'my.own'))).toMatch(/does not know: my\.own:Custom/)
  })

  test('weights in a file beside it', async () => {
    const external = modelOf((graph, x) => {
      const data = { location: 'weights.bin', offset: 0, length: 240 }
      const weights = addInitializer(graph, 'w', 'float', [INPUTS, 3], data)
      const [scores] = addNode(graph, 'MatMul', [x, weights], [{ hint: 'scores', type: 'float', shape: ['n', 3] }])
      if (!scores) throw new Error('no output')
      return scores
    })
    expect(await refusal(external)).toMatch(/lie in a file beside it \(weights\.bin\); save it as one file/)
  })

  test('maps that no ZipMap made', async () => {
    const model = await fixtureBytes('sklearn-pipeline-zipmap.onnx')
    // An operator of the same length that makes maps in another way.
    const other = Buffer.from(Buffer.from(model).toString('latin1').replaceAll('ZipMap', 'MapZip'), 'latin1')
    expect(await refusal(other)).toMatch(/scores as maps .*zipmap=False/)
  })

  test('classes by other names', async () => {
    const model = await fixtureBytes('sklearn-pipeline-zipmap.onnx')
    const other = Buffer.from(Buffer.from(model).toString('latin1').replaceAll('sell', 'flat'), 'latin1')
    expect(await refusal(other)).toMatch(/classes of net\.onnx are buy,hold,flat, those of the target hold,buy,sell/)
  })

  test('a window of no fixed length', async () => {
    const graph = newGraph('made')
    const x = addInput(graph, 'x', 'float', ['n', 'w', INPUTS])
    const [last] = addNode(graph, 'ReduceMean', [x], [{ type: 'float', shape: ['n', INPUTS] }], {
      axes: [1],
      keepdims: 0,
    })
    if (!last) throw new Error('no output')
    graph.outputs.push(product(graph, last))
    const model = serialize(graph)
    expect(await refusal(model)).toMatch(/does not say how many minutes it looks at; name them with window/)
    expect((await readOnnxModel(model, schemaOf('net.onnx', { window: 4 }))).window).toBe(4)
  })

  test('columns that the set does not have, or twice', async () => {
    const columns = Array.from({ length: INPUTS }, (_, index) => `f${index}`)
    expect(await refusal(plain, { columns: columns.with(3, 'unknown') })).toMatch(
      /: columns has unknown, but Made has f0, f1/,
    )
    expect(await refusal(plain, { columns: columns.with(3, 'f2') })).toMatch(/: columns has f2 twice/)
  })
})

/** What the outputs of a model are taken for, or why they are refused. */
async function settled(model: Uint8Array, more: Partial<ModelRequirements> = {}): Promise<string> {
  const net = await readOnnxModel(model, schemaOf('net.onnx', more))
  return detectOutputActivation(net, sampleRows()).then(
    ({ form }) => form,
    (error: unknown) => String(error),
  )
}

describe('what outputs are', () => {
  const sigmoids = modelOf((graph, x) => after(graph, 'Sigmoid', product(graph, x)))

  test('is seen on real rows, unless it is said', async () => {
    expect(await settled(plain)).toBe('logits')
    expect(await settled(plain, { outputForm: 'scores' })).toBe('scores')
    expect(await settled(modelOf((graph, x) => after(graph, 'Softmax', product(graph, x))))).toBe('probabilities')
    expect(await settled(sigmoids, { outputForm: 'logits' })).toBe('logits')
  })

  test('is asked where it could be two things, and refused where it is not what is said', async () => {
    expect(await settled(sigmoids)).toMatch(/between 0 and 1 but do not sum to one; choose output logits, or scores/)
    expect(await settled(plain, { outputForm: 'probabilities' })).toMatch(
      /: output is probabilities, but the outputs of net\.onnx/,
    )
  })

  test('no numbers, and a net for one row only, are refused', async () => {
    const infinite = modelOf((graph, x) => after(graph, 'Log', product(graph, x)))
    expect(await settled(infinite)).toMatch(/gives scores that are no numbers/)
    const net = await fixtureNet('torch-one-row.onnx')
    await expect(detectOutputActivation(net, sampleRows())).rejects.toThrow(
      /does not run on rows .*export it for any number of rows/,
    )
  })
})

/** A message with the bodies of a field changed. */
function changed(message: Uint8Array, number: number, change: (body: Uint8Array) => Uint8Array): Uint8Array {
  return Buffer.concat(
    parseFields(message).map((field) =>
      field.number === number ? encodeBytesField(number, change(field.body)) : field.whole,
    ),
  )
}

/** The model with an operator moved into another set. */
function inDomain(model: Uint8Array, operator: string, domain: string): Uint8Array {
  const node = (body: Uint8Array): Uint8Array =>
    Buffer.from(body).includes(operator) ? Buffer.concat([body, encodeBytesField(7, domain)]) : body
  const set = Buffer.concat([encodeBytesField(1, domain), encodeVarintField(2, 1)])
  return Buffer.concat([changed(model, 7, (graph) => changed(graph, 1, node)), encodeBytesField(8, set)])
}
