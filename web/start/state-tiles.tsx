import type { WorkspaceState } from '../../src/dashboard/start/api.js'
import { timeFormat } from '../app/time-format.js'
import { formatCompact, formatInteger } from '../ui/format.js'
import { Tile } from '../ui/tile.js'

/** The workspace in a few figures. */
export function StateTiles({ state }: { readonly state: WorkspaceState }) {
  const { bases, candles, range, features, targets, classifiers, reports, damaged } = state
  const time = timeFormat.value
  return (
    <dl class="tiles">
      <Tile label="Bases" value={formatInteger(bases.length)} remark={listNames(bases, 'no candles yet')} />
      <Tile
        label="Candles"
        value={candles === 0 ? '0' : formatCompact(candles)}
        remark={range ? `${time.day(range.from)} to ${time.day(range.to)}` : 'no candles yet'}
      />
      <Tile
        label="Features and targets"
        value={`${features.length} + ${targets.length}`}
        remark={listNames([...features, ...targets], 'nothing computed yet')}
      />
      <Tile
        label="Classifiers"
        value={formatInteger(classifiers.length)}
        remark={listNames(classifiers, 'none trained yet')}
      />
      <Tile label="Reports" value={formatInteger(reports.length)} remark={listNames(reports, 'none written yet')} />
      {damaged > 0 && (
        <Tile
          label="Damaged files"
          value={formatInteger(damaged)}
          remark={<a href="/data">set aside, see Data</a>}
          tone="loss"
        />
      )}
    </dl>
  )
}

function listNames(names: readonly string[], none: string): string {
  if (names.length === 0) return none
  const more = names.length - 3
  return more > 0 ? `${names.slice(0, 3).join(', ')} and ${more} more` : names.join(', ')
}
