import { BookError } from '../../src/bookkeeping/book-error.js'
import type { Book } from '../../src/bookkeeping/book.js'

const WRITES = ['startRun', 'endRun', 'planOrder', 'recordOrder', 'recordState', 'recordFills', 'recordAction'].concat(
  'recordDecisions',
  'recordBalances',
)
const READS = ['order', 'unsettledOrders', 'positions', 'lastDecision']

export interface FailingBook {
  readonly book: Book
  readonly calls: () => number
}

/** A book whose file cannot be used from call number `at` on: not written, or neither written nor read. */
export function failing(book: Book, at: number, what: 'writes' | 'everything'): FailingBook {
  const names: ReadonlySet<unknown> = new Set(what === 'writes' ? WRITES : [...WRITES, ...READS])
  let calls = 0
  const get = (target: Book, key: string | symbol): unknown => {
    const value: unknown = Reflect.get(target, key)
    if (typeof value !== 'function' || !names.has(key)) return value
    return (...args: unknown[]): unknown => {
      if (++calls >= at) throw new BookError('book.sqlite cannot be used as a book: disk I/O error; check', 'io')
      return Reflect.apply(value, target, args)
    }
  }
  return { book: new Proxy(book, { get }), calls: () => calls }
}
