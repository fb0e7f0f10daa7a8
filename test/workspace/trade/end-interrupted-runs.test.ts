import { join } from 'node:path'
import { pid } from 'node:process'
import { expect, onTestFinished, test } from 'vitest'
import { openBook } from '../../../src/bookkeeping/book.js'
import { Decimal } from '../../../src/core/decimal.js'
import { HOUR, MINUTE } from '../../../src/core/time.js'
import { endInterruptedRuns } from '../../../src/workspace/trade/end-interrupted-runs.js'
import { temporaryFolder } from '../../support/temporary-folder.js'

const START = 1_690_000_020_000
/** No process has this number. */
const GONE = 2 ** 31 - 2

test('a run whose process was killed is ended at its last minute, and says that it was interrupted', async () => {
  const book = openBook(join(await temporaryFolder(), 'book.sqlite'), 'crash')
  onTestFinished(() => book.close())
  const now = START + HOUR
  const runs = ['killed', 'alive', 'silent', 'done', 'at-once'] as const
  for (const id of runs) book.startRun({ id, account: `a-${id}`, mode: 'replay', time: START, config: '{}' })
  book.recordHeartbeat('killed', { time: now - MINUTE, pid: GONE })
  book.recordEquity('killed', [{ minute: START + 5 * MINUTE, equity: new Decimal(1) }])
  book.recordHeartbeat('alive', { time: now - 1000, pid: GONE })
  // A process that is busy for long is no process that is gone.
  book.recordHeartbeat('silent', { time: now - HOUR, pid })
  book.endRun('done', START, 'done')
  expect(endInterruptedRuns(book, now)).toEqual([
    'run killed was interrupted at 2023-07-22T04:33Z; the same request goes on with it',
    'run at-once was interrupted at 2023-07-22T04:27Z; the same request goes on with it',
  ])
  expect(book.runs().map(({ id, outcome, endTime }) => [id, outcome, endTime])).toEqual([
    ['killed', 'failed', START + 6 * MINUTE],
    ['alive', undefined, undefined],
    ['silent', undefined, undefined],
    ['done', 'done', START],
    ['at-once', 'failed', START],
  ])
  expect(book.actions('killed').map(({ kind, detail }) => `${kind}: ${detail}`)).toEqual([
    'fault: interrupted: its process ended before the run did',
  ])
  expect(endInterruptedRuns(book, now)).toEqual([])
})
