import { RequestForm } from '../forms/request-form.js'
import { Panel } from '../ui/panel.js'

/** Imports files of this machine by their paths; what differs from the stored candles shows in the log of the job. */
export function ImportPane() {
  return (
    <Panel id="import" title="Import files" note="Binance archive, csv, Parquet, feather, Arrow, freqtrade, pandas h5">
      <RequestForm path="/api/data/import" action="Import" />
    </Panel>
  )
}
