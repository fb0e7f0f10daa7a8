import { Tensor, type InferenceSession } from 'onnxruntime-node'
import { addInitializer, addInput, addOutput, constant, newGraph } from '../onnx/graph.js'
import { add, gather, reshape } from '../onnx/operators.js'
import { serialize } from '../onnx/serialize.js'
import { floatsOf, toUnshared } from '../onnx/session.js'
import { windowOffsets, type ExternalRowData } from '../training/training-batches.js'

/** Training rows in a file that is mapped into memory: ONNX Runtime maps it, and looks rows up. */
export interface MappedRows {
  gather(rows: Int32Array): Promise<GatheredRows>
  close(): Promise<void>
}

export interface GatheredRows {
  /** [rows, window, inputs] */
  readonly features: Float32Array
  readonly labels: Int32Array
  readonly sampleWeights?: Float32Array
}

/** A model that gathers `rows` int32 [n] of a file's features, each with those before it in its window, labels and weights. */
export function buildGatherModel(
  { rows, features, labels, sampleWeights }: ExternalRowData,
  inputs: number,
  window: number,
): Uint8Array {
  const graph = newGraph('rows')
  const requestedRows = addInput(graph, 'rows', 'int32', ['n'])
  const minutes = add(
    graph,
    reshape(graph, requestedRows, ['n', 1]),
    constant(graph, 'int32', [1, window], windowOffsets(window)),
  )
  const chosen = [
    ['chosen_features', addInitializer(graph, 'features', 'float', [rows, inputs], features), minutes] as const,
    ['chosen_labels', addInitializer(graph, 'labels', 'int32', [rows], labels), requestedRows] as const,
    ...(sampleWeights
      ? [
          [
            'chosen_weights',
            addInitializer(graph, 'sampleWeights', 'float', [rows], sampleWeights),
            requestedRows,
          ] as const,
        ]
      : []),
  ]
  for (const [name, values, places] of chosen) addOutput(graph, name, gather(graph, values, places))
  return serialize(graph)
}

/** `session` runs what `buildGatherModel` made, and is closed with it. */
export function createMappedRows(session: InferenceSession, weighted: boolean): MappedRows {
  return {
    gather: async (rows) => {
      const outputs = await session.run({ rows: new Tensor('int32', toUnshared(rows), [rows.length]) })
      const labels = outputs.chosen_labels?.data
      if (!(labels instanceof Int32Array)) throw new TypeError('the model has no labels')
      return {
        features: floatsOf(outputs, 'chosen_features'),
        labels,
        ...(weighted && { sampleWeights: floatsOf(outputs, 'chosen_weights') }),
      }
    },
    close: () => session.release(),
  }
}
