import { MINUTE } from '../../core/time.js'
import type { MinuteReport } from '../../trading/trade-options.js'

/** What a report needs to know of the minutes of a run, which takes no more memory however long the run is. */
export interface RunMinutes {
  add(report: Pick<MinuteReport, 'minute' | 'equity' | 'closes'>): void
  /** From the first minute to the end of the last one; undefined before the first. */
  range(): { readonly from: number; readonly to: number } | undefined
  /** The first known close of each base. */
  readonly firstCloses: ReadonlyMap<string, number>
  /** Every minute of a run up to `maxPoints`; of a longer one every second, fourth, … from its first on. */
  equity(): readonly EquityPoint[]
}

interface EquityPoint {
  readonly time: number
  readonly value: number
}

/** A month of minutes. */
const MAX_POINTS = 31 * 1440

export function openRunMinutes(maxPoints = MAX_POINTS): RunMinutes {
  const firstCloses = new Map<string, number>()
  let points: EquityPoint[] = []
  /** Of so many minutes one is kept. */
  let step = 1
  let count = 0
  let range: { from: number; to: number } | undefined
  return {
    add: ({ minute, equity, closes }) => {
      range = { from: range?.from ?? minute, to: minute + MINUTE }
      for (const [base, close] of closes) if (!firstCloses.has(base)) firstCloses.set(base, close)
      if (count++ % step !== 0) return
      points.push({ time: minute, value: equity.toNumber() })
      if (points.length <= maxPoints) return
      points = points.filter((_, index) => index % 2 === 0)
      step *= 2
    },
    range: () => range,
    firstCloses,
    equity: () => points,
  }
}
