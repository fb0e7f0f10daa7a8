import { createRng, type Rng } from '../../src/core/rng.js'

/** A softmax regression: the smallest net that knows three classes. `weights` has a row of features and a bias for each. */
export interface SmallNet {
  readonly weights: Float64Array
}

/** Scores of one row; `out` takes hold, buy, sell. */
function scoreRow(weights: Float64Array, features: readonly Float32Array[], row: number, out: Float64Array): void {
  const width = features.length + 1
  let sum = 0
  for (let kind = 0; kind < 3; kind++) {
    let value = weights[kind * width + features.length] ?? 0
    for (let i = 0; i < features.length; i++) value += (weights[kind * width + i] ?? 0) * (features[i]?.[row] ?? 0)
    out[kind] = Math.exp(value)
    sum += out[kind] ?? 0
  }
  for (let kind = 0; kind < 3; kind++) out[kind] = (out[kind] ?? 0) / sum
}

export interface TrainingRows {
  readonly features: readonly Float32Array[]
  readonly labels: Uint8Array
  readonly rows: number
}

/** Trains by single rows, each class equally often, and gives the net after every epoch. */
export function* trainEpochs(
  { features, labels, rows }: TrainingRows,
  epochs: number,
  seed: number,
): Generator<SmallNet> {
  const rng = createRng(seed, 0x7b)
  const byClass = [0, 1, 2].map((kind) =>
    Array.from({ length: rows }, (_, row) => row).filter((row) => labels[row] === kind),
  )
  const width = features.length + 1
  const weights = Float64Array.from({ length: 3 * width }, () => 0.05 * rng.normal())
  const out = new Float64Array(3)
  for (let epoch = 0; epoch < epochs; epoch++) {
    const rate = 0.03 / (1 + epoch)
    for (let step = 0; step < STEPS; step++) {
      const kind = step % 3
      const row = pick(byClass[kind] ?? [], rng)
      scoreRow(weights, features, row, out)
      for (let c = 0; c < 3; c++) {
        const change = rate * ((c === kind ? 1 : 0) - (out[c] ?? 0))
        for (let i = 0; i < features.length; i++)
          weights[c * width + i] = (weights[c * width + i] ?? 0) + change * (features[i]?.[row] ?? 0)
        weights[c * width + width - 1] = (weights[c * width + width - 1] ?? 0) + change
      }
    }
    yield { weights: weights.slice() }
  }
}

const STEPS = 1500

function pick(rows: readonly number[], rng: Rng): number {
  return rows[rng.below(Math.max(1, rows.length))] ?? 0
}

export interface Scores {
  readonly hold: Float32Array
  readonly buy: Float32Array
  readonly sell: Float32Array
}

/** Scores of the rows `from … to − 1`. */
export function scoreRows({ weights }: SmallNet, features: readonly Float32Array[], from: number, to: number): Scores {
  const [hold, buy, sell] = [new Float32Array(to - from), new Float32Array(to - from), new Float32Array(to - from)]
  const out = new Float64Array(3)
  for (let row = from; row < to; row++) {
    scoreRow(weights, features, row, out)
    hold[row - from] = out[0] ?? 0
    buy[row - from] = out[1] ?? 0
    sell[row - from] = out[2] ?? 0
  }
  return { hold, buy, sell }
}
