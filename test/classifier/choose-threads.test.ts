import { describe, expect, test } from 'vitest'
import { createThreadChooser, threadNumbers } from '../../src/classifier/choose-threads.js'

/** Runs calls of 50 ms until all numbers are timed, at so many steps a millisecond on each number; the numbers in their order. */
function choose(numbers: readonly number[], paceOn: (threads: number, call: number) => number) {
  const chooser = createThreadChooser(numbers)
  const tried: number[] = []
  for (let call = 0; !chooser.isDone; call++) {
    if (tried.at(-1) !== chooser.threads) tried.push(chooser.threads)
    chooser.add(50 * paceOn(chooser.threads, call), 50)
    if (call > 1000) throw new Error('it never ends')
  }
  return { tried, chosen: chooser.threads }
}

describe('the number of threads', () => {
  test('is the fastest of those that were tried, each of them once, the largest first', () => {
    expect(choose([1, 2, 4], (threads) => [0, 10, 17, 0, 12][threads] ?? 0)).toEqual({ tried: [4, 2, 1], chosen: 2 })
    expect(choose([1, 2, 4], (threads) => threads)).toEqual({ tried: [4, 2, 1], chosen: 4 })
  })

  test('is the smaller one where more threads are hardly faster', () => {
    expect(choose([1, 2], (threads) => (threads === 2 ? 1.04 : 1)).chosen).toBe(1)
    expect(choose([1, 2], (threads) => (threads === 2 ? 1.06 : 1)).chosen).toBe(2)
  })

  test('does not hang on the first calls, in which threads start and code is compiled', () => {
    expect(choose([1, 2], (threads, call) => (call < 3 ? 0.01 : threads)).chosen).toBe(2)
  })

  test('is not timed where there is one', () => {
    const chooser = createThreadChooser([3])
    expect(chooser.isDone).toBe(true)
    chooser.add(1, 1e6)
    expect(chooser.threads).toBe(3)
  })

  test('is tried from 1 to the number of cores, and 8 at most', () => {
    expect(threadNumbers(1)).toEqual([1])
    expect(threadNumbers(3)).toEqual([1, 2])
    expect(threadNumbers(64)).toEqual([1, 2, 4, 8])
  })
})
