import type { LabelTotals, TargetReport } from '../../../src/assessment/definitions/target-report.js'
import type { State } from '../definitions/state.js'

/** What the page of a target shows. */
export interface TargetSelection {
  /** Undefined: all bases. */
  readonly base: string | undefined
  /** Classes that are not drawn, so that rare ones can be seen. */
  readonly hidden: ReadonlySet<string>
}

export type TargetState = State<TargetSelection>

/** The labels of each set, of the chosen base or of all. */
export function totalsOf(report: TargetReport, base: string | undefined): readonly LabelTotals[] {
  return base === undefined ? report.overall : report.parts.filter((part) => part.base === base)
}

/** A class that is more than four fifths of the rows hides the others beside it. */
export function dominantClasses({ definition, overall }: TargetReport): Set<string> {
  const counts = definition.classes.map((_, i) => overall.reduce((sum, { runs }) => sum + (runs[i]?.rows ?? 0), 0))
  const total = counts.reduce((sum, count) => sum + count, 0)
  return new Set(definition.classes.filter((_, i) => (counts[i] ?? 0) > 0.8 * total))
}

const KNOWN: Readonly<Record<string, string>> = { hold: 'class-hold', buy: 'class-buy', sell: 'class-sell' }
const OTHERS = ['class-buy', 'class-sell', 'class-third', 'class-hold']

/** The style of a class: its own where it is that of a trade, else by its place. */
export function classStyle(name: string, place: number): string {
  return KNOWN[name] ?? OTHERS[place % OTHERS.length] ?? 'class-hold'
}
