import type { AskedData } from '../../rows/data-request.js'
import type { PreparedSets } from '../../rows/prepare-sets.js'
import type { RowPlan } from '../../rows/row-plan.js'
import type { BegunTraining } from '../training-watcher.js'
import type { ExternalOptions } from '../../../cli/train/external/external-options.js'
import type { ExternalDataOptions } from './train-external.js'

/** A training by another program as it is logged: of one epoch, whose net is the file that comes back. */
export function begunExternal(
  { folder, workspace, definitions }: AskedData,
  plan: RowPlan,
  sets: PreparedSets,
  options: ExternalDataOptions & ExternalOptions,
): BegunTraining {
  const { features, target, events } = definitions
  const { bases, sets: ranges, scaler } = plan.request
  const settings: Readonly<Record<string, unknown>> = {
    'external command': options.external,
    seed: options.seed,
    features: features.value.id,
    'source of the features': features.sourceHash,
    target: target.value.id,
    'source of the target': target.sourceHash,
    events: events?.value.id ?? 'none',
    'source of the events': events?.sourceHash ?? 'none',
    base: bases.map(({ name }) => name),
    candles: sets.bases.map(({ base, candlesHash }) => [base.market, candlesHash]),
    sets: ranges,
    embargo: plan.reach.embargo,
    scaler,
    select: options.select,
    sampling: options.sampling,
    fee: Number(workspace.config.fees.taker),
  }
  return {
    plan: {
      ...plan,
      net: { id: 'ONNX', version: 1 },
      params: {},
      request: { folder, epochs: 1, patience: 1, batchSize: 0, sets: ranges },
    },
    settings: Object.fromEntries(
      Object.entries(settings).map(([name, value]) => [
        name,
        typeof value === 'string' ? value : JSON.stringify(value),
      ]),
    ),
    training: sets.training,
    validation: sets.validation,
    earlier: [],
  }
}
