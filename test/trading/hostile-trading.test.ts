import { expect, test } from 'vitest'
import type { Book } from '../../src/bookkeeping/book.js'
import { describeDifferences } from '../../src/bookkeeping/compare-balances.js'
import { Decimal, ZERO, floorTo } from '../../src/core/decimal.js'
import { UserError, messageOf } from '../../src/core/errors.js'
import { createRng, type Rng } from '../../src/core/rng.js'
import { HOUR, MINUTE, SECOND } from '../../src/core/time.js'
import { ExchangeUnavailableError, UnknownMarketError } from '../../src/exchange/exchange-errors.js'
import type { Fill } from '../../src/exchange/exchange.js'
import type { ScenarioChoice } from '../../src/exchange/simulated/scenarios/open-scenarios.js'
import { failing } from './failing-book.js'
import { mortal } from './mortal-exchange.js'
import { FROM, SYMBOLS, bookOf, openScene, tradeOn, turnOver, type Leg, type Scene } from './simulated-scene.js'

/**
 * Trades under random combinations of hostile scenarios, kills, clock steps, sales by hand and errors of the book. The suite takes
 * some seconds of it; `FOLLOWUPWARD_HOSTILE_SECONDS=600 npx vitest run test/trading/hostile-trading.test.ts` takes longer, with
 * another seed each time. `FOLLOWUPWARD_HOSTILE_SEED` repeats one.
 */
const seconds = Number(process.env['FOLLOWUPWARD_HOSTILE_SECONDS'] ?? 20)
const isLong = process.env['FOLLOWUPWARD_HOSTILE_SECONDS'] !== undefined
const seed = Number(process.env['FOLLOWUPWARD_HOSTILE_SEED'] ?? (isLong ? Date.now() % 1_000_000 : 1))

const LEG_MINUTES = 8
const MISHAPS = ['kill', 'book', 'step', 'hand', 'stop', 'none'] as const
type Mishap = (typeof MISHAPS)[number]
const STEPS = [20 * SECOND, -20 * SECOND, HOUR, -HOUR]

const HOSTILE: readonly ScenarioChoice[] = [
  { id: 'outage', settings: { every: 60 } },
  { id: 'server-errors', settings: { every: 40 } },
  { id: 'lost-answers', settings: { every: 5 } },
  { id: 'clock-skew', settings: { every: 3, max: 4000 } },
  { id: 'partial-fills' },
  { id: 'missing-candles', settings: { share: 0.05 } },
  { id: 'revised-candles' },
  { id: 'flash-crash' },
  { id: 'rate-limit', settings: { every: 60, seconds: 1 } },
  { id: 'ban', settings: { every: 150, seconds: 1 } },
  { id: 'latency', settings: { share: 0.1, max: 30 } },
  { id: 'delisting', settings: { after: 10, gone: 6 } },
  { id: 'maintenance', settings: { every: 30, lasts: 4 } },
  { id: 'dropped-sockets', settings: { every: 20 } },
  { id: 'duplicated-events', settings: { every: 5 } },
  { id: 'reordered-events', settings: { every: 5 } },
]

/** One leg of trading with its mishap; resolves to what it said at its end, and to undefined where it was killed. */
async function tradeLeg(scene: Scene, book: Book, rng: Rng, mishap: Mishap, leg: Leg): Promise<string | undefined> {
  const at = 1 + rng.below(150)
  const step = STEPS[rng.below(STEPS.length)] ?? 0
  const turn = FROM + (leg.minutes - 1 - rng.below(LEG_MINUTES - 1)) * MINUTE
  const stop = new AbortController()
  let isDone = false
  const score: Leg['score'] = async (base, candles) => {
    if (!isDone && scene.server.control.now() >= turn) {
      isDone = true
      if (mishap === 'step') scene.stepAt = () => step
      if (mishap === 'hand') await sellByHand(scene, book, leg.runId ?? '')
      if (mishap === 'stop') stop.abort(new Error('asked to stop'))
    }
    return turnOver(base, candles)
  }
  const dying = mortal(scene.exchange, mishap === 'kill' ? at : Infinity, at % 2 === 0 ? 'before' : 'after')
  const used = mishap === 'book' ? failing(book, at, at % 2 === 0 ? 'writes' : 'everything').book : book
  const run = tradeOn(scene, used, { ...leg, score, exchange: dying, signal: stop.signal }).then(
    ({ outcome }) => outcome,
    (error: unknown) => {
      if (!(error instanceof UserError)) throw error
      return messageOf(error)
    },
  )
  return Promise.race([run, dying.died.then(() => undefined)])
}

/** Another program, or a person, sells half of what the book holds of the first coin that can be sold. */
async function sellByHand({ other }: Scene, book: Book, name: string): Promise<void> {
  const rules = await other.fetchMarketRules()
  const balances = await other.fetchBalances()
  for (const symbol of SYMBOLS.filter((one) => rules.get(one)?.active === true)) {
    const market = rules.get(symbol)
    const free = balances.get(symbol.slice(0, 3))?.free ?? ZERO
    const owned = book.positions('a').get(symbol)?.amount ?? ZERO
    const { bid } = await other.fetchQuote(symbol)
    const amount = floorTo(Decimal.min(free, owned).div(2), market?.amountStep ?? ZERO)
    if (!market || amount.times(bid).lt(10)) continue
    const clientOrderId = `hand-${name}`
    await other.createOrder({ symbol, side: 'sell', type: 'limit', price: bid, amount, clientOrderId }).catch(() => {})
    await other.cancelOrder(symbol, clientOrderId).catch(() => {})
    return
  }
}

const keyOf = ({ symbol, id, amount }: Fill): string => `${symbol} ${id} ${amount.toFixed()}`

/** Asks once the exchange answers again: during a maintenance its time has to go on. */
async function reach<T>({ server }: Scene, ask: () => Promise<T>): Promise<T> {
  for (let minutes = 0; ; minutes++) {
    try {
      return await ask()
    } catch (error) {
      if (!(error instanceof ExchangeUnavailableError) || minutes >= 10) throw error
      server.control.step(MINUTE)
    }
  }
}

/** The symbols whose markets the exchange has not any more: of their orders it tells nothing. */
async function findGone(scene: Scene): Promise<ReadonlySet<string>> {
  const gone = new Set<string>()
  for (const symbol of SYMBOLS) {
    await reach(scene, () => scene.other.fetchQuote(symbol)).catch((error: unknown) => {
      if (!(error instanceof UnknownMarketError)) throw error
      gone.add(symbol)
    })
  }
  return gone
}

/** Every fill of every order is in the book once; what the book holds is there, or the book names what is not. */
async function expectSameOrNamed(scene: Scene, book: Book, context: string): Promise<void> {
  const fills: Fill[] = []
  const gone = await findGone(scene)
  for (const { symbol, clientOrderId } of book.orders('a').filter((one) => !gone.has(one.symbol))) {
    const order = await reach(scene, () => scene.other.fetchOrder(symbol, clientOrderId))
    expect(order?.status, `${context}: ${clientOrderId} is open`).not.toBe('open')
    if (order) fills.push(...(await reach(scene, () => scene.other.fetchOrderFills(order))))
  }
  const booked = book.fills('a').filter(({ symbol }) => !gone.has(symbol))
  expect(booked.map(keyOf).sort(), `${context}: fills`).toEqual(fills.map(keyOf).sort())
  const balances = await reach(scene, () => scene.other.fetchBalances())
  const named = new Map(book.differences('a').map((one) => [one.currency, one]))
  for (const symbol of SYMBOLS) {
    const currency = symbol.slice(0, 3)
    const { free, locked } = balances.get(currency) ?? { free: ZERO, locked: ZERO }
    const booked = book.positions('a').get(symbol)?.amount ?? ZERO
    const difference = named.get(currency)
    if (difference) {
      expect(difference.balance.toFixed(), `${context}: ${currency} in the account`).toBe(free.plus(locked).toFixed())
      expect(difference.booked.toFixed(), `${context}: ${currency} in the book`).toBe(booked.toFixed())
    } else
      expect(`${context}: ${currency} ${booked.toFixed()}`).toBe(
        `${context}: ${currency} ${free.plus(locked).toFixed()}`,
      )
  }
}

interface Round {
  readonly mishaps: readonly string[]
  readonly differences: number
}

async function playRound(rng: Rng, number: number): Promise<Round> {
  const scenarios = HOSTILE.filter(() => rng.float() < 0.35)
  const scene = await openScene(6 * LEG_MINUTES, { scenarios, seed: rng.below(1000), volumeShare: '0.02' })
  const told: string[] = []
  const context = (): string =>
    `seed ${seed}, round ${number} (${scenarios.map(({ id }) => id).join(', ') || 'calm'}; ${told.join(', ')})`
  for (let leg = 1; leg <= 3; leg++) {
    const mishap = MISHAPS[rng.below(MISHAPS.length)] ?? 'none'
    const book = bookOf(scene)
    const runId = `${number}-${leg}`
    const said = await tradeLeg(scene, book, rng, mishap, { minutes: leg * LEG_MINUTES, runId })
    told.push(`${mishap}: ${said ?? 'killed'}`)
    if (said === 'done' || said === 'stopped') await expectSameOrNamed(scene, book, context())
    else if (said !== undefined) expect(said, context()).toMatch(/\w{4}/)
    scene.stepAt = () => 0
  }
  // Without a mishap the last leg ends by itself as soon as the exchange lets it.
  const book = bookOf(scene)
  for (let leg = 4, said = ''; said !== 'done'; leg++) {
    expect(leg, context()).toBeLessThan(12)
    scene.server.control.step(MINUTE)
    const minutes = (scene.server.control.now() - FROM) / MINUTE + 4
    said = (await tradeLeg(scene, book, rng, 'none', { minutes, runId: `${number}-${leg}` })) ?? ''
    told.push(said)
  }
  await expectSameOrNamed(scene, book, context())
  const differences = book.differences('a')
  if (differences.length > 0) {
    const bought = book.orders('a').filter(({ side, runId }) => side === 'buy' && runId === book.runs().at(-1)?.id)
    expect(bought, `${context()}: ${describeDifferences(differences)}`).toEqual([])
  }
  return { mishaps: told, differences: differences.length }
}

test(
  `whatever happens, the book is the exchange or trading has stopped and says why (seed ${seed})`,
  async () => {
    const end = performance.now() + seconds * 1000
    const rng = createRng(seed)
    const rounds: Round[] = []
    while (performance.now() < end) rounds.push(await playRound(rng, rounds.length + 1))
    const kinds = new Set(rounds.flatMap(({ mishaps }) => mishaps.map((one) => one.split(':')[0])))
    process.stderr.write(`hostile trading: seed ${seed}, ${rounds.length} rounds, ${kinds.size} kinds of mishaps\n`)
    expect(rounds.length).toBeGreaterThan(0)
  },
  seconds * 1000 + 180_000,
)
