/** Milliseconds of a fit on a number of threads before it is timed: its threads start, and its code is compiled. */
const WARM_MILLISECONDS = 150
/** Milliseconds that are timed. */
const TIMED_MILLISECONDS = 250
/** How much faster more threads must be to be taken: what they take is not there for others. */
const MIN_GAIN = 1.05

/** Finds the number of threads that a fit is fastest on while it runs: its results are the same bits on any. */
export interface ThreadChooser {
  /** Threads for the next call. */
  readonly threads: number
  /** Whether all numbers have been timed. */
  readonly isDone: boolean
  /** Takes in a call of so many steps on `threads`. */
  add(steps: number, milliseconds: number): void
}

/** Tries each of the numbers, the largest first, and keeps the fastest. */
export function createThreadChooser(numbers: readonly number[]): ThreadChooser {
  const waiting = numbers.toSorted((a, b) => a - b)
  const paces: { readonly threads: number; readonly pace: number }[] = []
  let threads = waiting.pop() ?? 1
  let isDone = waiting.length === 0
  let [warm, steps, milliseconds] = [0, 0, 0]
  const next = (): void => {
    paces.push({ threads, pace: steps / milliseconds })
    ;[warm, steps, milliseconds] = [0, 0, 0]
    const following = waiting.pop()
    isDone = following === undefined
    threads = following ?? fastest(paces)
  }
  return {
    get threads() {
      return threads
    },
    get isDone() {
      return isDone
    },
    add: (done, elapsed) => {
      if (isDone) return
      if (warm < WARM_MILLISECONDS) {
        warm += elapsed
        return
      }
      steps += done
      milliseconds += elapsed
      if (milliseconds >= TIMED_MILLISECONDS) next()
    },
  }
}

/** The fewest threads on which the pace is not much below that of more. */
function fastest(paces: readonly { readonly threads: number; readonly pace: number }[]): number {
  const ascending = paces.toSorted((a, b) => a.threads - b.threads)
  const [first] = ascending
  if (!first) throw new Error('no number of threads was timed')
  return ascending.reduce((best, one) => (one.pace > best.pace * MIN_GAIN ? one : best), first).threads
}

/** The numbers of threads worth trying on so many cores: 1, 2, 4, 8. */
export function threadNumbers(cores: number): readonly number[] {
  return [1, 2, 4, 8].filter((threads) => threads <= Math.max(1, cores))
}
