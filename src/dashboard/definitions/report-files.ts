import { readFile, readdir, rm, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { z } from 'zod'
import type { FeatureReport } from '../../assessment/definitions/feature-report.js'
import type { TargetReport } from '../../assessment/definitions/target-report.js'
import { sha256 } from '../../core/hash.js'
import type { DefinitionKind, ReportRequest, StoredReport } from './api.js'
import { openCandleStore } from '../../store/candles/open-candle-store.js'
import { SETS_FILE } from '../../workspace/rows/resolve-splits.js'
import type { WorkspaceFolder } from '../../workspace/context.js'
import { listBases } from '../list-bases.js'

/** Letters of the hash in a file's name. */
const TAG_LENGTH = 16

/**
 * Where the report of a request is kept: the end of its name is a hash of all that it is made from, so that a report of
 * other candles, sets or sources is another file.
 */
export async function reportPath(
  workspace: WorkspaceFolder,
  { kind, id, target, bases }: ReportRequest,
  sources: readonly string[],
): Promise<string> {
  const stored = await listBases(workspace.config, openCandleStore(workspace.dataFolder))
  const selected = stored.filter(({ name }) => bases.length === 0 || bases.includes(name))
  const ranges = selected.map(({ name, range }) => `${name} ${range?.from ?? 0} ${range?.to ?? 0}`)
  const sets = await readFile(join(workspace.directory, SETS_FILE), 'utf8').catch(() => '')
  const fees = workspace.config.fees.taker
  const tag = sha256(...sources, ...ranges, sets, fees).slice(0, TAG_LENGTH)
  const name = [kind, id, target ?? 'alone', bases.length > 0 ? sha256(...bases).slice(0, 8) : 'all'].join('-')
  return join(workspace.dataFolder, 'inspections', `${name}-${tag}.json`)
}

/** The report in `file`; else the newest one of the same request, which is stale. Older ones are removed. */
export async function findReport(file: string, kind: DefinitionKind): Promise<Omit<StoredReport, 'command'>> {
  const fresh = await readReport(file, kind)
  const others = await listOlderReports(file)
  if (fresh) {
    for (const { path } of others) await rm(path, { force: true })
    return fresh
  }
  const [newest] = others
  const old = newest && (await readReport(newest.path, kind))
  return old ? { ...old, stale: true } : {}
}

async function listOlderReports(file: string): Promise<readonly { readonly path: string; readonly time: number }[]> {
  const stem = basename(file, '.json').slice(0, -TAG_LENGTH)
  const names = await readdir(dirname(file)).catch(() => [])
  const like = names.filter(
    (name) => name.startsWith(stem) && name.length === stem.length + TAG_LENGTH + '.json'.length,
  )
  const found = await Promise.all(
    like
      .map((name) => join(dirname(file), name))
      .filter((path) => path !== file)
      .map(async (path) => ({ path, time: (await stat(path).catch(() => undefined))?.mtimeMs ?? 0 })),
  )
  return found.sort((a, b) => b.time - a.time)
}

/** Written by this release: the format and its version say what is in it. A file of another one, or a torn one, is none. */
async function readReport(
  file: string,
  kind: DefinitionKind,
): Promise<{ readonly report: FeatureReport | TargetReport; readonly madeAt: number } | undefined> {
  try {
    const value: unknown = JSON.parse(await readFile(file, 'utf8'))
    const madeAt = (await stat(file)).mtimeMs
    return isReport(value, kind) ? { report: value, madeAt } : undefined
  } catch {
    return undefined
  }
}

const headSchema = z.looseObject({ format: z.string(), version: z.literal(1) })

function isReport(value: unknown, kind: DefinitionKind): value is FeatureReport | TargetReport {
  const head = headSchema.safeParse(value)
  return head.success && head.data.format === `followupward-${kind}`
}
