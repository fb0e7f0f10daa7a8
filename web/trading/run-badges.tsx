import type { TradingRun } from '../../src/dashboard/trading/api.js'

/** Paper money and real money look nothing like each other: live is red, and says what it is. */
export function ModeBadge({ mode }: Pick<TradingRun, 'mode'>) {
  return mode === 'live' ? <span class="badge live">LIVE</span> : <span class="badge paper">{mode}</span>
}

/** What a run is doing; a pause or a pulled kill switch goes before everything else. */
export function StateBadge({ run }: { readonly run: TradingRun }) {
  const [tone, text] = stateOf(run)
  return <span class={`badge ${tone}`}>{text}</span>
}

/** The same in words alone. */
export function stateText(run: TradingRun): string {
  return stateOf(run)[1]
}

function stateOf(run: TradingRun): readonly [tone: string, text: string] {
  if (run.state === 'running') {
    if (run.killed) return ['bad', 'ending']
    if (run.paused) return ['warn', 'paused']
    return run.differences.length > 0 ? ['bad', 'balances differ'] : ['good', 'running']
  }
  if (run.state === 'lost') return ['bad', 'not responding']
  if (run.outcome === 'failed') return ['bad', 'failed']
  if (run.killed) return ['bad', 'killed']
  return ['', run.outcome ?? 'ended']
}
