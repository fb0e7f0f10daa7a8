import { expandedColumns } from '../../features/expand-lags.js'
import type { MarketOverview } from './api.js'
import type { CandleStore } from '../../store/candles/candle-store.js'
import type { WorkspaceFolder } from '../../workspace/context.js'
import { listMarketClassifiers } from './classifiers.js'
import type { DefinitionCache } from '../definition-cache.js'
import { listBases } from '../list-bases.js'

/** What there is to choose from. */
export async function readMarketOverview(
  { workspace, store }: { readonly workspace: WorkspaceFolder; readonly store: CandleStore },
  definitions: DefinitionCache,
): Promise<MarketOverview> {
  const { config } = workspace
  const bases = await listBases(config, store)
  const targets = await definitions.targets()
  const features = await definitions.featureSets()
  return {
    bases: bases.map(({ name, base, range, error }) => ({
      name,
      symbol: base?.market.symbol ?? `${name.toUpperCase()}/${config.quote}`,
      exchange: base?.market.exchange ?? config.exchange.id,
      range: range ?? null,
      error: error ?? null,
    })),
    targets: targets.values.map(({ id, classes }) => ({ id, classes })),
    featureSets: features.values.map((set) => ({ id: set.id, columns: expandedColumns(set).map(({ name }) => name) })),
    classifiers: await listMarketClassifiers(workspace),
    quote: config.quote,
    timeZone: config.timeZone,
    errors: [...targets.errors, ...features.errors],
  }
}
