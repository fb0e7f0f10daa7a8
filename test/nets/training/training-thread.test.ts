import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, it } from 'vitest'
import { UserError } from '../../../src/core/errors.js'
import { nothingSchema, trainingStateSchema } from '../../../src/nets/training/training-protocol.js'
import { startTrainingWorker, type TrainingWorker } from '../../../src/nets/training/training-thread.js'
import { temporaryFolder } from '../../support/temporary-folder.js'

/** A worker whose script is `onMessage`, with `port` and `id` in scope. */
async function workerOf(onMessage: string): Promise<TrainingWorker> {
  const file = join(await temporaryFolder(), 'worker.mjs')
  const script = `import { parentPort as port } from 'node:worker_threads'; port.on('message', ({ id }) => { ${onMessage} })`
  await writeFile(file, script)
  return startTrainingWorker(pathToFileURL(file))
}

it('rejects every pending call and all later ones when the worker throws', async () => {
  const { call, ended } = await workerOf(`throw new Error('boom')`)
  const [first, second] = await Promise.allSettled([
    call({ call: 'state' }, trainingStateSchema),
    call({ call: 'state' }, trainingStateSchema),
  ])
  for (const outcome of [first, second]) expect(outcome).toMatchObject({ reason: { message: 'boom' } })
  await ended
  await expect(call({ call: 'state' }, trainingStateSchema)).rejects.toThrow('boom')
})

it('rejects pending calls when the worker ends without an answer', async () => {
  const { call } = await workerOf('process.exit(0)')
  await expect(call({ call: 'state' }, trainingStateSchema)).rejects.toThrow(/worker has ended/)
})

it('rejects what cannot be posted, and answers the next call', async () => {
  const { call, ended } = await workerOf('port.postMessage({ id, value: undefined }); port.close()')
  const layers = [{ type: 'dense', units: () => 3 }]
  const data = { rows: 0, features: new Float32Array(), labels: new Uint8Array() }
  const spec = { layers, inputs: 1, classes: 2, batchSize: 1, seed: 1, data }
  await expect(call({ call: 'open', spec }, nothingSchema)).rejects.toThrow(/could not be cloned/)
  await expect(call({ call: 'close' }, nothingSchema)).resolves.toBeUndefined()
  await ended
})

it('keeps a user’s error one', async () => {
  const { call } = await workerOf(
    `port.postMessage({ id, failure: { name: 'UserError', message: 'what to do' } }); port.close()`,
  )
  const answer = call({ call: 'state' }, trainingStateSchema)
  await expect(answer).rejects.toThrow(UserError)
  await expect(answer).rejects.toThrow('what to do')
})

it.each([
  ['in the runtime', 'bfc_arena.cc:360 Failed to allocate memory for requested buffer of size 108396032'],
  ['of a buffer', 'Array buffer allocation failed'],
])('tells the user that memory did not suffice, %s', async (_, message) => {
  const { call } = await workerOf(
    `port.postMessage({ id, failure: { name: 'Error', message: '${message}' } }); port.close()`,
  )
  const answer = call({ call: 'state' }, trainingStateSchema)
  await expect(answer).rejects.toThrow(UserError)
  await expect(answer).rejects.toThrow(/not enough memory .*smaller batches/)
})

it('tells the user where the thread itself had no memory left', async () => {
  const { call } = await workerOf(
    "throw new Error('Worker terminated due to reaching memory limit: JS heap out of memory')",
  )
  await expect(call({ call: 'state' }, trainingStateSchema)).rejects.toThrow(UserError)
  await expect(call({ call: 'state' }, trainingStateSchema)).rejects.toThrow(/not enough memory .*smaller batches/)
})
