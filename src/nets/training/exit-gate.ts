/**
 * Keeps a process from ending while a worker is inside the runtime: native code that comes back into a thread being torn down
 * aborts the whole process. The main thread waits at its end for the call to be over, and the worker begins no other.
 */
export interface ExitGate {
  /** The worker's side, around all that may enter native code. Never resolves once the process is ending. */
  readonly run: <T>(work: () => Promise<T>) => Promise<T>
  /** The main thread's side, in its `exit` event: blocks until the worker is outside. */
  readonly close: () => void
}

const BUSY = 0
const SHUT = 1
/** A call that takes longer is given up on. */
const LONGEST_WAIT = 10_000

/** Memory that both sides share. */
export function createGateMemory(): Int32Array {
  return new Int32Array(new SharedArrayBuffer(8))
}

export function createExitGate(memory: Int32Array): ExitGate {
  const leave = (): void => {
    Atomics.store(memory, BUSY, 0)
    Atomics.notify(memory, BUSY)
  }
  return {
    run: async (work) => {
      Atomics.store(memory, BUSY, 1)
      if (Atomics.load(memory, SHUT) === 1) {
        leave()
        Atomics.wait(memory, SHUT, 1)
      }
      try {
        return await work()
      } finally {
        leave()
      }
    },
    close: () => {
      Atomics.store(memory, SHUT, 1)
      Atomics.wait(memory, BUSY, 1, LONGEST_WAIT)
    },
  }
}
