import { readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { makeFolder } from '../../store/files/make-folder.js'
import { systemCodeOf } from '../../core/errors.js'
import { RequestError } from '../../core/request-error.js'
import { MINUTE, isoMinute, type TimeRange } from '../../core/time.js'
import { SET_TYPES, type SplitSets } from '../../datasets/split-sets.js'
import { listCodeFiles } from '../../definitions/code-trust.js'
import { editorConfigText } from '../init/templates.js'
import { CONFIG_FILE, readWorkspace, type WorkspaceFolder } from '../context.js'
import { trustNewFolder } from '../trusted-folders.js'
import type { DemoPlan } from './demo-plan.js'

/** First words of the demo's configuration: by them it knows its own folder again. */
const MARK = "# The demo's workspace."

/**
 * Makes a workspace like any other, in the demo's own folder, so that every command can go on from there. What an earlier demo
 * left is replaced, except for reports. Throws RequestError where the folder holds anything else.
 */
export async function makeDemoWorkspace(
  folder: string,
  plan: DemoPlan,
  log: (line: string) => void,
): Promise<WorkspaceFolder> {
  const file = join(folder, CONFIG_FILE)
  await makeFolder(folder)
  await refuseForeign(folder, file)
  for (const made of ['data', 'classifiers', 'runs', 'ledger', 'book.sqlite', 'book.sqlite-wal', 'book.sqlite-shm']) {
    await rm(join(folder, made), { recursive: true, force: true })
  }
  await writeFile(file, configText(plan))
  await writeFile(join(folder, 'sets_split.csv'), setsText(plan.sets))
  // One writes one's first definition here: an editor should know the types.
  await writeFile(join(folder, 'tsconfig.json'), editorConfigText())
  await trustNewFolder(folder, await listCodeFiles(folder), log)
  return readWorkspace(folder)
}

function configText({ bases, quote, seed }: DemoPlan): string {
  return `${MARK} Its market is simulated (seed ${seed}); nothing in it happened anywhere.
exchange: { id: simulated }
quote: ${quote}
bases: [${bases.join(', ')}]
trading: { maxQuote: 1000000 }   # no real money: each decision may spend all that is free
`
}

function setsText(sets: SplitSets): string {
  const lines = SET_TYPES.flatMap((type) => sets[type].map((range) => setLine(type, range)))
  return `${['set_type\tstart\tend', ...lines].join('\n')}\n`
}

function setLine(type: string, { from, to }: TimeRange): string {
  return [type, isoMinute(from), isoMinute(to - MINUTE)].join('\t')
}

/** Nothing but an earlier demo is ever replaced. */
async function refuseForeign(folder: string, file: string): Promise<void> {
  if ((await readdir(folder)).length === 0 || (await textOf(file)).startsWith(MARK)) return
  throw new RequestError(`${folder} is not empty and not an earlier demo's; choose another folder with {folder}`)
}

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    if (systemCodeOf(error) === 'ENOENT') return ''
    throw error
  }
}
