import { isoMinute } from '../../core/time.js'
import type {
  CellEntry,
  FitEntry,
  LookEntry,
  OpenedEntry,
  SealedEntry,
  WalkForwardEntry,
} from '../../store/ledger/ledger-entries.js'
import type { MarketRange } from '../../store/ledger/market-ranges.js'

/** What a workspace has counted, in the order in which it happened. */
export interface LedgerResult {
  readonly folder: string
  readonly fits: readonly FitEntry[]
  readonly cells: readonly CellEntry[]
  readonly walkForwards: readonly WalkForwardEntry[]
  readonly sealings: readonly SealedEntry[]
  readonly openings: readonly OpenedEntry[]
  /** Uses of sealed minutes, the one that opened them included. */
  readonly looks: readonly LookEntry[]
  /** Minutes that a test range ever covered. */
  readonly sealed: readonly MarketRange[]
  /** Those of them that were opened. */
  readonly opened: readonly MarketRange[]
  /** Lines of the ledger that cannot be read. */
  readonly damagedLines: number
}

/** Attempts at a validation set: a fit that went on with an earlier one is none of its own. */
export function countFits({ fits }: Pick<LedgerResult, 'fits'>): number {
  return fits.filter(({ isResumed }) => !isResumed).length
}

/** The ledger as JSON values; times are ISO text. */
export function ledgerJson(ledger: LedgerResult): unknown {
  const { folder, fits, cells, walkForwards, sealings, openings, looks, sealed, opened, damagedLines } = ledger
  return {
    folder,
    counts: { fits: countFits(ledger), cells: cells.length, looks: looks.length, openings: openings.length },
    sealed: sealed.map(rangeJson),
    opened: opened.map(rangeJson),
    looks: looks.map(({ time, look, subject, ranges }) => ({
      time: isoTime(time),
      look,
      subject,
      ranges: ranges.map(rangeJson),
    })),
    sealings: sealings.map(({ time, source, ranges }) => ({
      time: isoTime(time),
      source,
      ranges: ranges.map(rangeJson),
    })),
    fits: fits.map(({ kind: _kind, time, training, validation, ...fit }) => ({
      time: isoTime(time),
      ...fit,
      training: training.map(rangeJson),
      validation: validation.map(rangeJson),
    })),
    cells: cells.map(({ kind: _kind, time, rows, daily, ...cell }) => ({
      time: isoTime(time),
      ...cell,
      rows: rows.map(rangeJson),
      daily: { from: isoTime(daily.from), returns: daily.returns },
    })),
    walkForwards: walkForwards.map(({ kind: _kind, time, rows, daily, ...one }) => ({
      time: isoTime(time),
      ...one,
      rows: rows.map(rangeJson),
      daily: { from: isoTime(daily.from), returns: daily.returns },
    })),
    damagedLines,
  }
}

function rangeJson({ market, from, to }: MarketRange): object {
  return { market, from: isoMinute(from), to: isoMinute(to) }
}

function isoTime(time: number): string {
  return new Date(time).toISOString()
}
