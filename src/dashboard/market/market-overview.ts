import { expandedColumns } from '../../features/expand-lags.js'
import type { MarketOverview } from './api.js'
import type { CandleStore } from '../../store/candles/store.js'
import type { Workspace } from '../../workspace/workspace.js'
import { classifierList } from './classifier-list.js'
import type { DefinitionCache } from './definition-cache.js'
import { listedBases } from './listed-bases.js'

/** What there is to be chosen from. */
export async function marketOverview(
  { workspace, store }: { readonly workspace: Workspace; readonly store: CandleStore },
  definitions: DefinitionCache,
): Promise<MarketOverview> {
  const { config } = workspace
  const bases = await listedBases(config, store)
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
    classifiers: await classifierList(workspace),
    quote: config.quote,
    timeZone: config.timeZone,
    errors: [...targets.errors, ...features.errors],
  }
}
