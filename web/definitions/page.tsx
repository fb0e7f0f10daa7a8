import type { DefinitionsOverview } from '../../src/dashboard/definitions/api.js'
import { useParam } from '../app/address.js'
import { useResource } from '../app/api.js'
import { Notice } from '../ui/notice.js'
import { DefinitionList } from './definition-list.js'
import { DefinitionView } from './definition-view.js'
import '../reports/definitions/definitions.css'
import './definitions-page.css'

/** Feature sets and targets: what they are, what checks found, how their values lie. */
export default function Page() {
  const overview = useResource<DefinitionsOverview>(() => '/api/definitions/overview')
  const [chosen, choose] = useParam('id', '')
  const { data, error } = overview.value
  const entry =
    data?.entries.find(({ id }) => id === chosen.value) ?? (chosen.value === '' ? data?.entries[0] : undefined)
  return (
    <>
      <h1 class="visually-hidden">Features &amp; targets</h1>
      {error && <Notice tone={data ? 'warn' : 'bad'}>{error}</Notice>}
      {data?.errors.map((error) => (
        <Notice key={error} tone="bad">
          {error}
        </Notice>
      ))}
      {!data && !error && <p class="note">loading …</p>}
      {data && (
        <div class="definitions-page">
          <DefinitionList entries={data.entries} selected={entry?.id} onSelect={(id) => choose(id, true)} />
          <div>
            {entry ? (
              <DefinitionView key={entry.id} entry={entry} overview={data} />
            ) : (
              <Notice tone="warn">There is no feature set or target {chosen.value}; choose one beside this.</Notice>
            )}
          </div>
        </div>
      )}
    </>
  )
}
