import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { openBook } from '../../../src/bookkeeping/book.js'
import { silentProgress } from '../../../src/core/progress.js'
import { systemClock } from '../../../src/workspace/system-clock.js'
import { readWorkspace } from '../../../src/workspace/context.js'
import type { TradeHooks, TradeSession, TradeSettings } from '../../../src/workspace/trade/trade-session.js'
import { temporaryFolder } from '../../support/temporary-folder.js'

export interface SessionParts {
  readonly hooks?: TradeHooks
  readonly settings?: Partial<TradeSettings>
}

/** A session in a new folder, without a classifier. */
export async function openSession({
  hooks = {},
  settings,
}: SessionParts): Promise<Omit<TradeSession, 'classifier'> & { readonly lines: string[] }> {
  const folder = await temporaryFolder()
  const book = openBook(join(folder, 'book.sqlite'), 'crash')
  onTestFinished(() => book.close())
  const lines: string[] = []
  const ports = { clock: systemClock, signal: new AbortController().signal, progress: silentProgress }
  const context = { ...ports, log: (line: string) => void lines.push(line), workspace: await readWorkspace(folder) }
  const request = {
    classifier: 'net',
    mode: 'testnet' as const,
    bases: [],
    release: false,
    fresh: false,
    acceptBalances: false,
    openTestSet: false,
    ...settings,
  }
  return { settings: request, hooks, context, book, lines }
}
