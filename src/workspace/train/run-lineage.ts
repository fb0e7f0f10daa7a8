import { rangeOf } from '../../core/grid.js'
import { inputNames } from '../../datasets/base-dataset.js'
import type { RunLineage } from './run-log-events.js'
import type { BegunTraining } from './training-watcher.js'

/** What a training is made of: definitions, net, sets, and the candles of each base. */
export function runLineage({ plan, training, validation }: BegunTraining): RunLineage {
  const { features, target, events, net, params, request } = plan
  const defined = (one: typeof target | typeof features | NonNullable<typeof events>): RunLineage['target'] => ({
    id: one.value.id,
    version: one.value.version,
    sourceHash: one.sourceHash,
  })
  return {
    features: { ...defined(features), columns: inputNames(features.value).length },
    target: defined(target),
    ...(events && { events: defined(events) }),
    net: { id: net.id, version: net.version, params: { ...params } },
    classes: [...target.value.classes],
    bases: training.map(({ loaded, rows }, index) => ({
      name: loaded.base.name,
      market: `${loaded.base.market.exchange} ${loaded.base.market.type} ${loaded.base.market.symbol}`,
      candles: { ...rangeOf(loaded.candles.grid), hash: loaded.candlesHash },
      trainingRows: rows.rows,
      validationRows: validation[index]?.rows.rows ?? 0,
    })),
    sets: {
      training: [...request.sets.training],
      validation: [...request.sets.validation],
      test: [...request.sets.test],
    },
  }
}
