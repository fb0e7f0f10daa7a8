import { followFirst } from '../app/selected-item.js'
import { RequestForm } from '../forms/request-form.js'
import { Panel } from '../ui/panel.js'

/** A paper trade on stored candles from here; it goes on when the dashboard ends. Live trading starts in a terminal only. */
export function StartPaper({ classifiers }: { readonly classifiers: readonly string[] }) {
  if (classifiers.length === 0) return null
  return (
    <Panel
      id="paper"
      title="Paper trade"
      note="stored candles are replayed; trading with money starts in a terminal only"
    >
      <RequestForm path="/api/trading/paper" action="Start" onStart={() => followFirst('run')} />
    </Panel>
  )
}
