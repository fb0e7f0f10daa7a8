import { marketPath } from '../../core/market.js'
import { isoMinute } from '../../core/time.js'
import type { CandleValues, CandleRevision } from '../../store/candles/revision-log.js'
import type { BaseUpdate } from '../../workspace/data/update/result.js'

/** Revisions and outages shown for a base. */
const SHOWN = 5

/** What an update did, for people: a line for each base, and below it whatever they should know. */
export function updateText(updates: readonly BaseUpdate[]): string {
  return updates.map((update) => `${linesOf(update).join('\n')}\n`).join('')
}

function linesOf(update: BaseUpdate): string[] {
  const { base, stored, added, streamed, repaired, retries, revisions, gaps } = update
  const until = stored ? `until ${isoMinute(stored.to)}` : 'no candles'
  const missing = gaps.reduce((sum, gap) => sum + gap.minutes, 0)
  const counts = [
    `${added} candles new`,
    ...(revisions.length > 0 ? [`${revisions.length} revised`] : []),
    ...(streamed > 0 ? [`${streamed} by WebSocket`] : []),
    ...(repaired > 0 ? [`${repaired} came when asked again`] : []),
    ...(missing > 0 ? [`${missing} minutes missing`] : []),
    ...(retries > 0 ? [`${retries} requests repeated`] : []),
  ]
  return [
    `${base.name} (${marketPath(base.market)}): ${until}, ${counts.join(', ')}`,
    ...shortened(revisions.map(revisionLine), 'revisions, all of them in its revisions.log'),
    ...shortened(
      gaps
        .filter(({ outage }) => outage)
        .map((gap) => `  outage of ${gap.minutes} minutes: ${isoMinute(gap.from)} to ${isoMinute(gap.to)}`),
      'outages; all of them with: followupward data --json',
    ),
    ...update.supplemented
      .filter(({ rows, skipped }) => rows > 0 || skipped !== undefined)
      .map(({ id, rows, skipped }) => `  ${id}: ${skipped ?? `${rows} rows computed`}`),
    ...(update.note === undefined ? [] : [`  ${update.note}`]),
    ...(update.error === undefined ? [] : [`  not up to date: ${update.error}`]),
  ]
}

function shortened(lines: readonly string[], what: string): string[] {
  const more = lines.length - SHOWN
  return more > 0 ? [...lines.slice(0, SHOWN), `  and ${more} more ${what}`] : [...lines]
}

function revisionLine({ time, old, new: fresh }: CandleRevision): string {
  return `  ${isoMinute(time)} was revised: ${valuesText(old)} is now ${valuesText(fresh)}`
}

function valuesText({ open, high, low, close, volume }: CandleValues): string {
  return [open, high, low, close, volume].map((value) => value ?? '-').join('/')
}
