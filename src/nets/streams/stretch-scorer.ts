import { Tensor, type InferenceSession } from 'onnxruntime-node'
import { createSession, floatsOf } from '../onnx/session.js'
import { buildStretchModel, type StretchModel } from './build-stretch-model.js'

/** Scores windows that share their minutes; see `Scorer.scoreWindows`. */
interface StretchScorer {
  score(minutes: Float32Array, last: Int32Array, center: Float32Array, scale: Float32Array): Promise<Float32Array>
}

/** A scorer of stretches that is made when it is first worth it. */
export interface LazyStretches {
  /** Undefined where the net has nothing to share, or these windows too little. */
  find(minutes: number, windows: number): Promise<StretchScorer | undefined>
  close(): Promise<void>
}

/** Minutes a run of the session: what the layers make of them stays in the processor's second cache. */
const CHUNK_MINUTES = 4096

export function lazyStretches(windows: Uint8Array, inputs: number, classes: number): LazyStretches {
  let model: StretchModel | 'none' | undefined
  let session: Promise<InferenceSession> | undefined
  return {
    find: async (minutes, count) => {
      if (count < 2) return undefined
      model ??= buildStretchModel(windows) ?? 'none'
      if (model === 'none' || minutes > count * model.sharing) return undefined
      session ??= createSession(model.model)
      return stretchScorer(await session, model.before, inputs, classes)
    },
    close: async () => (await session)?.release(),
  }
}

function stretchScorer(session: InferenceSession, before: number, inputs: number, classes: number): StretchScorer {
  return {
    score: async (minutes, last, center, scale) => {
      const scaler = { center: new Tensor('float32', center, [inputs]), scale: new Tensor('float32', scale, [inputs]) }
      const scores = new Float32Array(last.length * classes)
      for (const { from, to } of stretchesOf(last, before)) {
        const first = (last[from] ?? 0) - before
        const part = minutes.subarray(first * inputs, ((last[to - 1] ?? 0) + 1) * inputs)
        const features = new Tensor('float32', part, [part.length / inputs, inputs])
        const found = floatsOf(await session.run({ ...scaler, features }), 'scores')
        takeScores(found, last.subarray(from, to), classes, scores.subarray(from * classes, to * classes))
      }
      return scores
    },
  }
}

/** Cuts the windows into runs that lie in so few minutes that one run of the session takes them. */
function* stretchesOf(last: Int32Array, before: number): Generator<{ readonly from: number; readonly to: number }> {
  for (let from = 0; from < last.length;) {
    const end = (last[from] ?? 0) + Math.max(1, CHUNK_MINUTES - before)
    let to = Math.min(last.length, from + CHUNK_MINUTES)
    while ((last[to - 1] ?? 0) >= end) to--
    yield { from, to }
    from = to
  }
}

/** The scores of some minutes out of those of a stretch, whose first score is that of the first of them. */
function takeScores(found: Float32Array, last: Int32Array, classes: number, scores: Float32Array): void {
  const [first = 0] = last
  if ((last.at(-1) ?? 0) - first === last.length - 1) return scores.set(found)
  last.forEach((minute, row) => {
    const at = (minute - first) * classes
    scores.set(found.subarray(at, at + classes), row * classes)
  })
}
