import type { DataOverview } from '../../src/dashboard/data/api.js'
import { RequestForm } from '../forms/request-form.js'
import { Notice } from '../ui/notice.js'
import { Panel } from '../ui/panel.js'

/** Brings the candles up to date; its progress shows among the jobs below. */
export function UpdatePane({ overview: { noUpdate } }: { readonly overview: DataOverview }) {
  return (
    <Panel id="update" title="Update from the exchange" note="candles up to now, then features and targets">
      {noUpdate === null ? <RequestForm path="/api/data/update" action="Update" /> : <Notice>{noUpdate}</Notice>}
    </Panel>
  )
}
