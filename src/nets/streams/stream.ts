import type { Attribute } from '../onnx/graph.js'

/**
 * A value that there is once a minute, whatever window asks for it: what `op` makes of constants and of other streams some minutes
 * ago. Two streams that are made in the same way are one object.
 */
export interface Stream {
  readonly kind: 'features' | 'zeros' | 'node'
  /** Values a minute. */
  readonly width: number
  /** The operator of a node, and what it reads; empty for the other kinds. */
  readonly op: string
  readonly operands: readonly Operand[]
  readonly attributes: Readonly<Record<string, Attribute>>
  /** Whether it is the same in every minute: what is made of the zeros before a window. */
  readonly steady: boolean
}

/** A stream so many minutes ago, or the name of a constant. */
export type Operand = Lagged | string

export interface Lagged {
  readonly stream: Stream
  readonly lag: number
}

/** Streams by how they are made. */
export interface StreamPool {
  readonly features: Stream
  zeros(width: number): Lagged
  /**
   * What `op` makes of the operands: a stream that may be there already, and how long ago it was made. Moving all operands by some
   * minutes gives the same stream, so many minutes ago.
   */
  node(node: Pick<Stream, 'op' | 'operands' | 'attributes' | 'width'>): Lagged
  /** How many nodes there are. */
  size(): number
}

export function createStreamPool(inputs: number): StreamPool {
  const byKey = new Map<string, Stream>()
  const numbers = new Map<Stream, number>()
  const keep = (key: string, make: () => Stream): Stream => {
    const known = byKey.get(key) ?? make()
    byKey.set(key, known)
    if (!numbers.has(known)) numbers.set(known, numbers.size)
    return known
  }
  const source = (kind: 'features' | 'zeros', width: number): Stream =>
    keep(`${kind} ${width}`, () => ({ kind, width, op: '', operands: [], attributes: {}, steady: kind === 'zeros' }))
  const features = source('features', inputs)
  return {
    features,
    zeros: (width) => ({ stream: source('zeros', width), lag: 0 }),
    size: () => [...numbers.keys()].filter(({ kind }) => kind === 'node').length,
    node: ({ op, operands, attributes, width }) => {
      const lags = operands.flatMap((one) => (typeof one === 'string' || one.stream.steady ? [] : [one.lag]))
      const lag = lags.length > 0 ? Math.min(...lags) : 0
      const moved = operands.map((one) =>
        typeof one === 'string' || one.stream.steady ? one : { stream: one.stream, lag: one.lag - lag },
      )
      const names = moved.map((one) =>
        typeof one === 'string' ? JSON.stringify(one) : `${numbers.get(one.stream)}@${one.lag}`,
      )
      const key = `${op} ${JSON.stringify(attributes)} ${names.join(' ')}`
      const steady = lags.length === 0
      return { stream: keep(key, () => ({ kind: 'node', width, op, operands: moved, attributes, steady })), lag }
    },
  }
}
