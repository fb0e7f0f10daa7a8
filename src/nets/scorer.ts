/** A net ready to score rows. Calls block the thread in pieces of a few milliseconds. */
export interface Scorer {
  readonly inputs: number
  readonly classes: number
  /**
   * Scores [rows, classes] of raw (unscaled) features, row-major [rows, inputs]; `center` and `scale` [inputs] are the
   * base's scaler. The same row gives the same bits alone or among others.
   */
  score(features: Float32Array, rows: number, center: Float32Array, scale: Float32Array): Promise<Float32Array>
  close(): Promise<void>
}

/** Reads a model as written by a trainer. Throws UserError where the bytes are not such a model. */
export async function openScorer(model: Uint8Array): Promise<Scorer> {
  throw new Error(`scoring with a model of ${model.byteLength} bytes is not there yet`)
}
