/** The validation rows of one base in the order of time, as a net scored them at the end of an epoch: equally long columns. */
export interface MetricPart {
  readonly base: string
  /** Rows `from … to − 1` that follow one another minute by minute; no position is carried over the gap between two. */
  readonly ranges: readonly { readonly from: number; readonly to: number }[]
  /** Open time of each row's candle, epoch ms. */
  readonly time: Float64Array
  readonly close: Float64Array
  /** Index into hold, buy, sell. */
  readonly target: Uint8Array
  /** Scores. Where a sampler chooses the minutes, hold is 1 in the others. */
  readonly hold: Float32Array
  readonly buy: Float32Array
  readonly sell: Float32Array
}

export interface MetricInput {
  /** Fee of an order, as a share of its value. */
  readonly fee: number
  /** One for each base. */
  readonly parts: readonly MetricPart[]
}

/** One figure of the validation set that the best epoch can be chosen by. */
export interface Metric {
  /** Equals the name of the file that holds it. */
  readonly id: string
  readonly version: number
  /** Which of two values is the better one. */
  readonly better: 'higher' | 'lower'
  /** Must be a finite number, and the same for the same input. */
  value(input: MetricInput): number
}

/** Identity, so that the compiler infers and checks a definition in place. */
export function defineMetric(metric: Metric): Metric {
  return metric
}

/** Whether something loaded at run time is a metric. */
export function isMetric(value: unknown): value is Metric {
  if (typeof value !== 'object' || value === null) return false
  const candidate: Partial<Record<keyof Metric, unknown>> = value
  return (
    typeof candidate.id === 'string' &&
    typeof candidate.version === 'number' &&
    (candidate.better === 'higher' || candidate.better === 'lower') &&
    typeof candidate.value === 'function'
  )
}
