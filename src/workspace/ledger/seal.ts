import { join } from 'node:path'
import { marketPath, type Market } from '../../core/market.js'
import { isoMinute } from '../../core/time.js'
import type { LookKind, SealedEntry, SealEntry } from '../../store/ledger/ledger-entries.js'
import {
  intersectMarketRanges,
  marketRangesOf,
  marketRangesText,
  subtractMarketRanges,
  unionMarketRanges,
  type MarketRange,
} from '../../store/ledger/market-ranges.js'
import { pathExists } from '../../store/files/paths.js'
import { readStoredClassifiers } from '../../classifier/read-stored-classifiers.js'
import type { WorkspaceContext } from '../context.js'
import { readSets, SETS_FILE } from '../rows/resolve-splits.js'
import { openWorkspaceLedger } from './open-workspace-ledger.js'
import { SealedError } from './sealed-error.js'

/** Test ranges, and what named them: a file, a request, a classifier. */
export type NamedTestRanges = Pick<SealedEntry, 'source' | 'ranges'>

/** Minutes that somebody wants to look at, by scores, trades, gains, or labels that are compared with them. */
export interface Look {
  readonly look: LookKind
  /** What is looked at in them, such as a classifier. */
  readonly subject: string
  readonly ranges: readonly MarketRange[]
  /** Whether closed minutes are to be opened. */
  readonly openTestSet: boolean
  /** Test ranges that this call knows of: they are sealed by it. */
  readonly named?: readonly NamedTestRanges[]
}

/** What of a workspace's minutes is sealed. */
export interface Seal {
  /** Minutes that a test range ever covered. */
  readonly sealed: readonly MarketRange[]
  /** Those of them that nobody has opened. */
  readonly closed: readonly MarketRange[]
}

type SealContext = Pick<WorkspaceContext, 'workspace' | 'clock'>

/**
 * Lets a look pass, and writes it down for good where it touches minutes that a test range ever covered. Throws SealedError where some
 * of them are closed and are not to be opened; UserError where the ledger cannot be read or written. What is opened stays open.
 */
export async function requireOpen(wanted: Look, context: SealContext): Promise<void> {
  const { look, subject, ranges, openTestSet, named = [] } = wanted
  const markets = [...new Set(ranges.map(({ market }) => market))]
  const { sealed, closed, entries } = await readSealWithEntries(context, markets, named)
  const touched = intersectMarketRanges(unionMarketRanges(ranges), sealed)
  if (touched.length === 0) return
  const refused = intersectMarketRanges(touched, closed)
  if (refused.length > 0 && !openTestSet) throw new SealedError(refusalText(wanted, refused, entries), refused)
  const entry = { time: context.clock.now(), look, subject }
  await openWorkspaceLedger(context).addSeals([
    ...(refused.length > 0 ? [{ kind: 'opened' as const, ...entry, ranges: refused }] : []),
    { kind: 'look', ...entry, ranges: touched },
  ])
}

/** What is sealed of some markets; test ranges that are not in the ledger yet are added to it. */
export async function readSeal(
  context: SealContext,
  markets: readonly Market[],
  named: readonly NamedTestRanges[] = [],
): Promise<Seal> {
  return readSealWithEntries(context, markets.map(marketPath), named)
}

async function readSealWithEntries(
  context: SealContext,
  markets: readonly string[],
  named: readonly NamedTestRanges[],
): Promise<Seal & { readonly entries: readonly SealEntry[] }> {
  const ledger = openWorkspaceLedger(context)
  const { entries } = await ledger.seals()
  const known = unionMarketRanges(entries.flatMap((entry) => (entry.kind === 'sealed' ? entry.ranges : [])))
  const all = [...named, ...(await namedInWorkspace(context, markets))]
  const added = newSealings(all, known, context.clock.now())
  await ledger.addSeals(added)
  const sealed = unionMarketRanges([...known, ...added.flatMap(({ ranges }) => ranges)])
  const opened = entries.flatMap((entry) => (entry.kind === 'opened' ? entry.ranges : []))
  return { sealed, closed: subtractMarketRanges(sealed, opened), entries: [...entries, ...added] }
}

/** The minutes of each source that neither the ledger nor a source before it has. */
function newSealings(all: readonly NamedTestRanges[], known: readonly MarketRange[], time: number): SealedEntry[] {
  const added: SealedEntry[] = []
  for (const { source, ranges } of all) {
    const fresh = subtractMarketRanges(ranges, [...known, ...added.flatMap((one) => one.ranges)])
    if (fresh.length > 0) added.push({ kind: 'sealed', time, source, ranges: fresh })
  }
  return added
}

/** The test ranges of the workspace's file of sets, for these markets, and of its classifiers. */
async function namedInWorkspace(
  { workspace }: SealContext,
  markets: readonly string[],
): Promise<readonly NamedTestRanges[]> {
  const file = join(workspace.directory, SETS_FILE)
  const test = (await pathExists(file)) ? (await readSets(file)).test : []
  const stored = await readStoredClassifiers(workspace.classifierFolder)
  return [
    { source: SETS_FILE, ranges: marketRangesOf(markets, test) },
    ...stored.flatMap(({ name, description }) => {
      if (!description) return []
      const own = description.bases.map(({ market }) => marketPath(market))
      return [{ source: `classifier ${name}`, ranges: marketRangesOf(own, description.sets.test) }]
    }),
  ]
}

/** One line: which minutes, since when and by what they are sealed, and what opening them does. */
function refusalText({ look, subject }: Look, refused: readonly MarketRange[], entries: readonly SealEntry[]): string {
  const by = entries.find((entry) => entry.kind === 'sealed' && intersectMarketRanges(refused, entry.ranges).length > 0)
  const since = by?.kind === 'sealed' ? ` since ${isoMinute(by.time)} (${by.source})` : ''
  return `${marketRangesText(refused)} is sealed: a test range${since}, whatever it is called now. {openTestSet} opens it, and it is written down for good that ${LOOK_TEXTS[look]} ${subject} looked at it`
}

const LOOK_TEXTS: Readonly<Record<LookKind, string>> = {
  assess: 'an assessment of',
  backtest: 'a backtest of',
  dashboard: 'the dashboard with',
  replay: 'a replay of',
  report: 'a report on',
  training: 'a training of',
  'walk-forward': 'a walk-forward of',
}
