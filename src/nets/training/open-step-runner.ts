import { basename } from 'node:path'
import { Tensor, type InferenceSession } from 'onnxruntime-node'
import { UserError, messageOf } from '../../core/errors.js'
import { planKernelTraining, type Engine } from './choose-engine.js'
import type { NetPlan } from '../plan/plan-net.js'
import type { ExternalData } from '../onnx/graph.js'
import { createSession, type SessionSettings, toUnshared } from '../onnx/session.js'
import type { Optimizer } from '../optimizers/optimizer.js'
import { scheduleFactor } from '../optimizers/schedule.js'
import { createOnnxStepRunner, type StepRunner, type StepRunnerOptions } from './onnx-step-runner.js'
import type { TrainerSpec, TrainingFile, TrainingRows } from './trainer.js'
import type { ExternalRowData } from './training-batches.js'
import { buildTrainingModel } from './training-model.js'
import { placeInSharedMemory } from '../wasm/shared-rows.js'
import { buildGatherModel, createMappedRows, type MappedRows } from '../wasm/mapped-rows.js'
import type { WasmPlan } from '../wasm/wasm-plan.js'
import { createWasmStepRunner } from '../wasm/wasm-step-runner.js'

/** A step runner that says which engine it is. */
export type EngineStepRunner = StepRunner & { readonly engine: Engine }

/** Opens the engine that the spec asks for, or else the one that is chosen for it. Throws UserError where it cannot train. */
export async function openStepRunner(
  spec: TrainerSpec,
  plan: NetPlan,
  optimizer: Optimizer,
): Promise<EngineStepRunner> {
  const { learningRate = 0.001, schedule = { type: 'constant' } } = spec
  const options = { plan, optimizer, learningRate: (step: number) => learningRate * scheduleFactor(schedule, step) }
  const kernelPlan = planKernelTraining(spec)
  if (!kernelPlan) return { ...(await openGraph(spec, options)), engine: 'onnx' }
  return { ...(await openKernel(spec, kernelPlan, options)), engine: 'wasm' }
}

type RunnerOptions = Pick<StepRunnerOptions, 'plan' | 'optimizer' | 'learningRate'>

async function openKernel(
  spec: TrainerSpec,
  plan: WasmPlan,
  { plan: net, ...common }: RunnerOptions,
): Promise<StepRunner> {
  const { data, inputs } = spec
  const options = { spec, net, plan, ...common }
  if ('features' in data && data.shared) return createWasmStepRunner({ ...options, shared: data.shared })
  const mapped = 'file' in data ? await openMapped(data, inputs, net.window) : undefined
  const lease = placeInSharedMemory('features' in data ? data.features : new Float32Array(), plan.layout(0).bytes)
  if (!lease)
    throw new UserError(
      `there is no memory for ${data.rows} training rows of ${inputs} features and batches of ${spec.batchSize} rows; take smaller batches or fewer rows`,
    )
  const runner = createWasmStepRunner({ ...options, shared: lease.rows, ...(mapped && { mapped }) })
  return { ...runner, close: () => runner.close().finally(() => lease.release()) }
}

async function openMapped(data: TrainingFile, inputs: number, window: number): Promise<MappedRows> {
  const external = externalRows(data, inputs)
  const session = await openFile(buildGatherModel(external, inputs, window), data, {})
  return createMappedRows(session, external.sampleWeights !== undefined)
}

async function openGraph(spec: TrainerSpec, runnerOptions: RunnerOptions): Promise<StepRunner> {
  const { batchSize, seed, data, threads = 1, device = 'cpu', loss, clip, regularization } = spec
  const { plan, optimizer } = runnerOptions
  const options = { batchSize, optimizer, ...(loss && { loss }), ...(clip && { clip }) }
  const graphOptions = { ...options, ...(regularization && { regularization }) }
  const common = { ...runnerOptions, batchSize, seed }
  if ('features' in data) {
    const sampleWeights = data.sampleWeights !== undefined
    const session = await createSession(buildTrainingModel(plan, { ...graphOptions, sampleWeights }), {
      threads,
      device,
    })
    return createOnnxStepRunner({ ...common, session, data: dataTensors(data, spec.inputs) })
  }
  const model = buildTrainingModel(plan, { ...graphOptions, data: externalRows(data, spec.inputs) })
  return createOnnxStepRunner({ ...common, session: await openFile(model, data, { threads, device }), data: {} })
}

function openFile(model: Uint8Array, { file }: TrainingFile, settings: SessionSettings): Promise<InferenceSession> {
  return createSession(model, { ...settings, externalFile: file }).catch((error: unknown) => {
    throw new UserError(`${file}: cannot be read as training data: ${messageOf(error)}`)
  })
}

function dataTensors(data: TrainingRows, inputs: number): Readonly<Record<string, Tensor>> {
  const { rows, features, labels, sampleWeights } = data
  return {
    features: new Tensor('float32', toUnshared(features), [rows, inputs]),
    labels: new Tensor('int32', labels instanceof Int32Array ? labels : Int32Array.from(labels), [rows]),
    ...(sampleWeights && { sampleWeights: new Tensor('float32', toUnshared(sampleWeights), [rows]) }),
  }
}

function externalRows(data: TrainingFile, inputs: number): ExternalRowData {
  const { rows, file, featuresOffset, labelsOffset, sampleWeightsOffset } = data
  const part = (offset: number, length: number): ExternalData => ({ location: basename(file), offset, length })
  return {
    rows,
    features: part(featuresOffset, rows * inputs * 4),
    labels: part(labelsOffset, rows * 4),
    ...(sampleWeightsOffset !== undefined && { sampleWeights: part(sampleWeightsOffset, rows * 4) }),
  }
}
