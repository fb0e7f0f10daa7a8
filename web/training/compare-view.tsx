import type { TrainingRun, TrainingRunDetail } from '../../src/dashboard/training/api.js'
import { linkTo, setParams, useParam } from '../app/address.js'
import { useResource } from '../app/api.js'
import { timeFormat } from '../app/time-format.js'
import { Notice } from '../ui/notice.js'
import { includesText } from '../ui/filter-rows.js'
import { FilterText } from '../ui/list-tools.js'
import { Panel } from '../ui/panel.js'
import { parseComparedIds } from './compared-ids.js'
import { CompareCharts } from './compare-charts.js'
import { CompareTables } from './compare-tables.js'
import { textOfRun } from './run-state.js'

/** Runs from which on there is a field to filter them. */
const MIN_FILTERED = 10
/** As many as can be told apart by their colours. */
const MAX_ITEMS = 8

/** Several runs beside each other: their curves, their results, and the settings in which they differ. */
export function CompareView({ runs }: { readonly runs: readonly TrainingRun[] }) {
  const [compared] = useParam('compare', '')
  const ids = parseComparedIds(compared.value).slice(0, MAX_ITEMS)
  const [filter, setFilter] = useParam('runs.text', '')
  const shown = runs.filter((run) => ids.includes(run.id) || includesText(textOfRun(run), filter.value))
  const version = runs.filter(({ id }) => ids.includes(id)).map(({ lastAt }) => lastAt)
  const loaded = useResource<readonly TrainingRunDetail[]>(() =>
    ids.length === 0
      ? null
      : `/api/training/compare?ids=${ids.map(encodeURIComponent).join(',')}&seen=${version.join('-')}`,
  )
  const { data, error } = loaded.value
  const details = data?.filter(({ run }) => ids.includes(run.id)) ?? []
  return (
    <>
      <Panel id="compared" title="Compare" note={`choose up to ${MAX_ITEMS} runs`}>
        {runs.length > MIN_FILTERED && (
          <FilterText label="filter trainings" value={filter.value} onChange={setFilter} />
        )}
        <ul class="choices">
          {shown.map(({ id, name, startedAt }) => (
            <li key={id}>
              <label>
                <input
                  type="checkbox"
                  checked={ids.includes(id)}
                  disabled={ids.length >= MAX_ITEMS && !ids.includes(id)}
                  onChange={() => setParams({ compare: toggleId(ids, id).join(',') })}
                />
                {name} <span class="note">{timeFormat.value.minute(startedAt)}</span>
              </label>
            </li>
          ))}
        </ul>
        {runs.length === 0 && (
          <p class="note">
            There is nothing to compare yet. Start a training under{' '}
            <a href={linkTo('/training', { view: 'new' })}>New training</a>.
          </p>
        )}
      </Panel>
      {error !== undefined && <Notice tone="warn">{error}</Notice>}
      {data && ids.length > details.length && <Notice tone="warn">Runs whose logs are gone are left out.</Notice>}
      {details.length > 0 && <CompareCharts details={details} />}
      {details.length > 0 && <CompareTables details={details} />}
    </>
  )
}

function toggleId(ids: readonly string[], id: string): string[] {
  return ids.includes(id) ? ids.filter((one) => one !== id) : [...ids, id]
}
