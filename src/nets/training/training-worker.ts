// The script of a trainer's worker thread: one training session, its calls one after the other.
import { parentPort, workerData, type MessagePort } from 'node:worker_threads'
import { serializeError } from '../../runtime/serialize-error.js'
import { createExitGate } from './exit-gate.js'
import { parseLayers } from '../plan/parse-layers.js'
import { callSchema, requestSchema, type TrainingCall, type TrainingReply } from './training-protocol.js'
import { openTrainingSession, type TrainingSession } from './training-session.js'

const port = parentPort
const memory: unknown = workerData
if (!port || !(memory instanceof Int32Array)) throw new Error('this script runs in a worker thread only')
const gate = createExitGate(memory)

let session: TrainingSession | undefined
let closed = false
let last: Promise<void> = Promise.resolve()

port.on('message', (message: unknown) => {
  last = last.then(() => serve(port, message))
})

async function serve(port: MessagePort, message: unknown): Promise<void> {
  const { id, body } = requestSchema.parse(message)
  port.postMessage(await gate.run(() => reply(id, body)))
  if (closed) port.close()
}

async function reply(id: number, body: unknown): Promise<TrainingReply> {
  try {
    return { id, value: await answer(callSchema.parse(body)) }
  } catch (error) {
    return { id, failure: serializeError(error) }
  }
}

async function answer(body: TrainingCall): Promise<unknown> {
  if (body.call === 'open') {
    session = await openTrainingSession({ ...body.spec, layers: parseLayers(body.spec.layers) })
    return { weights: session.weights }
  }
  if (body.call === 'close') {
    closed = true
    return session?.close()
  }
  if (!session) throw new Error('the training session is not open')
  switch (body.call) {
    case 'run':
      return { losses: await session.run(body) }
    case 'state':
      return session.state()
    case 'restore':
      return session.restore(body.state)
    case 'predict':
      return session.predict(body.features)
    case 'inferenceModel':
      return session.inferenceModel()
  }
}
