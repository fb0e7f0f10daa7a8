import { existsSync } from 'node:fs'
import { basename } from 'node:path'
import type { z } from 'zod'
import { chooseBases } from '../../config/markets.js'
import { parseRequest } from '../../config/resolve-request.js'
import { messageOf } from '../../core/errors.js'
import { RequestError } from '../../core/request-error.js'
import { openCandleStore } from '../../store/candles/open-candle-store.js'
import type { WorkspaceContext } from '../context.js'
import { readFileCandles } from '../files/file-candles.js'
import { checkDefinitions, type CheckOptions } from './check-definitions.js'
import { checkNet } from './check-net.js'
import { writeCheckRecord } from './check-records.js'
import { readStoredSamples, sampleOfFile } from './check-samples.js'
import { checkSchema, type CheckRequest } from './request.js'
import { reportBrokenFile, type CheckReport, type CheckResult } from './result.js'
import { selectDefinitions } from './select-definitions.js'

/** More bases say little more, and take as long each. */
const MAX_BASES = 2

type ParsedRequest = z.output<typeof checkSchema>

/**
 * Checks definitions: whether they look ahead, keep to their history and give the same bits each time. What was found of the
 * workspace's definitions is kept, for training to look at. A file that cannot be loaded fails, and the others are checked all
 * the same. Throws RequestError for a name that means nothing.
 */
export async function check(request: CheckRequest, context: WorkspaceContext): Promise<CheckResult> {
  const parsed = parseRequest(checkSchema, request)
  const { workspace, progress, signal, log } = context
  const { seed, quick } = parsed
  const selected = await selectDefinitions(parsed.definitions ?? [], workspace.directory)
  const { candlesFor, file } = await openRealCandles(parsed, context)
  const reports: CheckReport[] = []
  for (const folder of new Set(selected.definitions.map((one) => one.workspace))) {
    const definitions = selected.definitions
      .filter((one) => one.workspace === folder)
      .map(({ definition }) => definition)
    const found = await checkDefinitions(definitions, { workspace: folder, seed, quick, candlesFor, progress, signal })
    reports.push(...found)
    if (folder === workspace.directory) await keepRecords(context, found)
  }
  const scope = quick ? 'quick' : 'full'
  reports.push(...selected.nets.map(checkNet), ...selected.broken.map((one) => reportBrokenFile(one, scope)))
  if (file !== undefined) for (const { id } of notCheckedOn(reports, file)) log(fileNote(id, file))
  return { reports }
}

interface RealCandles {
  readonly candlesFor: CheckOptions['candlesFor']
  /** The file of candles that was given. */
  readonly file?: string
}

async function openRealCandles(
  { candles: files = [], bases: names = [] }: ParsedRequest,
  { workspace, signal }: WorkspaceContext,
): Promise<RealCandles> {
  if (files.length > 0) {
    if (names.length > 0) throw new RequestError('{bases} and {candles} exclude each other; leave one of them out')
    const { file, candles } = await readFileCandles(files, workspace.directory, signal)
    return { candlesFor: (definition) => Promise.resolve(sampleOfFile(definition, basename(file), candles)), file }
  }
  const { config } = workspace
  const store = openCandleStore(workspace.dataFolder)
  const stored = await store.markets()
  const bases =
    names.length > 0
      ? chooseBases(
          config,
          stored,
          names.map((name) => name.toLowerCase()),
        )
      : // A base that is only configured needs no candles here: there are simulated ones.
        chooseBases({ ...config, bases: [] }, stored, []).slice(0, MAX_BASES)
  return { candlesFor: (definition) => readStoredSamples(definition, bases, store) }
}

/** Definitions that were checked, but not on the file that was given. */
function notCheckedOn(reports: readonly CheckReport[], file: string): CheckReport[] {
  return reports.filter(
    ({ kind, samples }) => kind !== 'nets' && samples.length > 0 && !samples.includes(basename(file)),
  )
}

function fileNote(id: string, file: string): string {
  return `note: ${file} has too few candles to check ${id} on, or not those of another base that it needs`
}

/**
 * Stores the results in the data folder, for training to look at. Where there are no data, only those of the workspace's
 * definitions matter. A folder that cannot be written to does not make a check fail.
 */
async function keepRecords(
  { workspace: { dataFolder }, log }: WorkspaceContext,
  reports: readonly CheckReport[],
): Promise<void> {
  const withData = existsSync(dataFolder)
  try {
    for (const report of reports) if (withData || report.userDefined) await writeCheckRecord(dataFolder, report)
  } catch (error) {
    log(`note: the results are not kept for training (${messageOf(error)})`)
  }
}
