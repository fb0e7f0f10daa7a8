import type { TradingConfig } from '../config/schema.js'
import { compactExits, exitsOfBarriers, hasExits, type ExitRules } from '../core/exit-rules.js'
import { RequestError } from '../core/request-error.js'
import { entryOf } from '../definitions/catalog.js'
import { targetCatalog } from '../targets/catalog.js'
import type { Target } from '../targets/target.js'
import { DEFAULT_LOSS_MINUTES } from '../trading/decide.js'
import type { ExitRequest } from './exit-fields.js'
import type { WorkspaceContext } from './context.js'

/** What a request and the configuration say of exits. */
export interface ExitInputs {
  readonly request: ExitRequest & { readonly lossMinutes?: number | undefined }
  readonly trading: Pick<TradingConfig, 'exits' | 'lossMinutes'>
  /** The target of the scores; left out: of these nothing is known. */
  readonly target?: Pick<Target, 'id' | 'barriers'> | undefined
}

/**
 * What sells assessed positions without a signal: each rule of the request, else as the configuration has it for trading, else nothing. Throws
 * RequestError where labels are to decide and the target declares no barriers.
 */
export function resolveExits({ request, trading, target }: ExitInputs): ExitRules {
  const lossMinutes = request.lossMinutes ?? trading.lossMinutes
  return compactExits({ ...priceExits({ request, trading, target }), lossMinutes })
}

/**
 * What sells positions of trading: as with `resolveExits`, but what is below its purchase for more than 5 minutes is sold, too, where nothing
 * else is said: neither other exits nor minutes.
 */
export function resolveTradedExits(inputs: ExitInputs): ExitRules {
  const exits = resolveExits(inputs)
  const isSilent = inputs.request.lossMinutes === undefined && inputs.trading.lossMinutes === undefined
  return hasExits(exits) || !isSilent ? exits : { lossMinutes: DEFAULT_LOSS_MINUTES }
}

function priceExits({ request, trading, target }: ExitInputs): ExitRules {
  const chosen = request.exits ?? trading.exits ?? 'none'
  const rules = chosen === 'labels' ? exitsOfTarget(target) : chosen === 'none' ? {} : chosen
  return {
    stopLoss: request.stopLoss ?? rules.stopLoss,
    takeProfit: request.takeProfit ?? rules.takeProfit,
    trailingStop: request.trailingStop ?? rules.trailingStop,
    maxMinutes: request.maxMinutes ?? rules.maxMinutes,
    trigger: request.exitTrigger ?? rules.trigger,
  }
}

function exitsOfTarget(target: ExitInputs['target']): ExitRules {
  if (target?.barriers) return exitsOfBarriers(target.barriers)
  const what = target ? `target ${target.id} declares no barriers` : 'these scores come without a target'
  throw new RequestError(
    `{exits} labels: ${what}; name {stopLoss}, {takeProfit} or {maxMinutes} instead, or take {exits} none`,
  )
}

/** A context in which the exits of trading are rules, whatever the request or the configuration named. */
export async function withTradedExits<Context extends Pick<WorkspaceContext, 'workspace'>>(
  context: Context,
  request: ExitInputs['request'],
  description: { readonly target: { readonly id: string } } | undefined,
): Promise<Context> {
  const { workspace } = context
  const { trading } = workspace.config
  const isByLabels = (request.exits ?? trading.exits) === 'labels'
  const target = isByLabels && description ? await findTarget(description.target.id, workspace.directory) : undefined
  const { lossMinutes, ...exits } = resolveTradedExits({ request, trading, target })
  const resolved: TradingConfig = {
    ...trading,
    lossMinutes: lossMinutes ?? 0,
    exits: hasExits(exits) ? exits : undefined,
  }
  return { ...context, workspace: { ...workspace, config: { ...workspace.config, trading: resolved } } }
}

/** `resolveExits` for a target that is looked up by its id, where its labels decide. */
export async function resolveExitsOfTarget(
  { request, trading }: Pick<ExitInputs, 'request' | 'trading'>,
  targetId: string,
  workspace: string,
): Promise<ExitRules> {
  const isByLabels = (request.exits ?? trading.exits) === 'labels'
  return resolveExits({ request, trading, target: isByLabels ? await findTarget(targetId, workspace) : undefined })
}

async function findTarget(id: string, workspace: string): Promise<Target> {
  return entryOf(await targetCatalog({ workspace, id }), 'target', id).value
}
