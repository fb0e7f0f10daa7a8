// Tries a device in a process of its own: drivers write to stderr as they like, and may take the process with them.
import { Tensor } from 'onnxruntime-node'
import { DEVICES } from '../../config/training-fields.js'
import { messageOf } from '../../core/errors.js'
import { addInput, addOutput, newGraph } from '../../nets/onnx/graph.js'
import { mul } from '../../nets/onnx/operators.js'
import { serialize } from '../../nets/onnx/serialize.js'
import { createSession } from '../../nets/onnx/session.js'

const device = DEVICES.find((name) => name === process.argv[2])
const graph = newGraph('probe')
const x = addInput(graph, 'x', 'float', [4])
addOutput(graph, 'y', mul(graph, x, x))
try {
  const session = await createSession(serialize(graph), { device: device ?? 'cpu' })
  await session.run({ x: new Tensor('float32', Float32Array.of(1, 2, 3, 4), [4]) })
  await session.release()
  process.stdout.write(JSON.stringify({ fault: null }))
} catch (error) {
  process.stdout.write(JSON.stringify({ fault: messageOf(error) }))
}
