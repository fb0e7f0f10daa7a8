import { chooseBases, type Base } from '../config/markets.js'
import type { WorkspaceConfig } from '../config/schema.js'
import { UserError } from '../core/errors.js'
import { nextMonthStart, type TimeRange } from '../core/time.js'
import { NotFoundError } from './http/errors.js'
import type { CandleStore } from '../store/candles/candle-store.js'

/** A base of the workspace, whether it has candles or not. */
export interface ListedBase {
  readonly name: string
  /** Undefined where the store has no candles of it. */
  readonly base: Base | undefined
  readonly range: TimeRange | undefined
  readonly error: string | undefined
}

/** The bases of the configuration, else all that are stored. An error of one base does not hide the others. */
export async function listBases(config: WorkspaceConfig, store: CandleStore): Promise<ListedBase[]> {
  const stored = await store.markets()
  if (config.bases.length === 0) {
    const bases = chooseBases(config, stored, [])
    return Promise.all(bases.map((base) => withRange(store, base)))
  }
  return Promise.all(
    config.bases.map(async ({ name }) => {
      try {
        const [base] = chooseBases(config, stored, [name])
        return base ? await withRange(store, base) : baseWithoutCandles(name, `there are no candles of base ${name}`)
      } catch (error) {
        return baseWithoutCandles(name, messageOfUserError(error))
      }
    }),
  )
}

async function withRange(store: CandleStore, base: Base): Promise<ListedBase> {
  try {
    const range = await rangeOf(store, base)
    return { name: base.name, base, range, error: range && (await describeLostMonths(store, base, range)) }
  } catch (error) {
    return { name: base.name, base, range: undefined, error: messageOfUserError(error) }
  }
}

/** A damaged file is set aside by the first look at it, and the second one finds what else is there. */
async function rangeOf(store: CandleStore, { market }: Base): Promise<TimeRange | undefined> {
  try {
    return await store.range(market)
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    return store.range(market)
  }
}

/**
 * Months that were set aside as damaged before the first or after the last candle that is left: a range does not show that
 * they are missing. Those in between are told by whoever reads them.
 */
async function describeLostMonths(
  store: CandleStore,
  { name, market }: Base,
  range: TimeRange,
): Promise<string | undefined> {
  const months = (await store.damaged(market)).flatMap((file) => /(\d{4}-\d{2})\.arrow\.damaged/.exec(file)?.[1] ?? [])
  const lost = months.filter((month) => {
    const from = Date.parse(`${month}-01T00:00Z`)
    return from >= range.to || nextMonthStart(from) <= range.from
  })
  if (lost.length === 0) return undefined
  return `candles of ${name} are lost: the file of ${[...new Set(lost)].join(', ')} was damaged and set aside; import that month again`
}

function baseWithoutCandles(name: string, error: string): ListedBase {
  return { name, base: undefined, range: undefined, error }
}

function messageOfUserError(error: unknown): string {
  if (error instanceof UserError) return error.message
  throw error
}

/** A base that has candles. Throws NotFoundError where it has none. */
export async function findBase(
  config: WorkspaceConfig,
  store: CandleStore,
  name: string,
): Promise<{ readonly base: Base; readonly range: TimeRange; readonly error: string | undefined }> {
  const all = await listBases(config, store)
  const found = all.find((one) => one.name === name)
  if (found?.base && found.range) return { base: found.base, range: found.range, error: found.error }
  const known = all.filter(({ range }) => range).map((one) => one.name)
  throw new NotFoundError(
    found?.error ??
      `there are no candles of base ${name}; there are some of ${known.join(', ') || 'none'}. Update the data, or import a file`,
  )
}
