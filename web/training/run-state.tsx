import type { TrainingRun, TrainingState } from '../../src/dashboard/training/api.js'
import { formatSignedPercent } from '../ui/format.js'

const STATES: Readonly<Record<TrainingState, readonly [text: string, tone: string]>> = {
  running: ['running', 'good'],
  elsewhere: ['running elsewhere', 'good'],
  done: ['done', ''],
  stopped: ['stopped', 'warn'],
  lost: ['lost', 'warn'],
  failed: ['failed', 'bad'],
}

/** How a run stands, in a word. */
export function stateText({ state }: Pick<TrainingRun, 'state'>): string {
  return STATES[state][0]
}

/** The same as a badge. */
export function StateBadge({ run }: { readonly run: TrainingRun }) {
  const [text, tone] = STATES[run.state]
  return <span class={`badge ${tone}`}>{text}</span>
}

/** What the words of a filter are looked for in. */
export function textOfRun(run: TrainingRun): string {
  const { id, name, features, target, net, bases } = run
  return [id, name, stateText(run), features, target, net, ...bases].join(' ')
}

/** A gain where there is one. */
export function formatGain(gain: number | null | undefined): string {
  return gain === null || gain === undefined ? '–' : formatSignedPercent(gain)
}

/** The best gain so far, and where no cell had trades enough for a bound, that. */
export function formatLowerBound(lower: number | null | undefined): string {
  return lower === null || lower === undefined ? 'too few trades' : formatSignedPercent(lower)
}
