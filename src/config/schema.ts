import { z } from 'zod'
import { EXIT_TRIGGERS } from '../core/exit-rules.js'
import { isLoopbackUrl } from '../core/is-loopback-url.js'
import { plainName } from './common-fields.js'
import { dashboardSchema } from './dashboard-schema.js'
import { selectionSection } from './fill-fields.js'
import { trainingSection } from './training-fields.js'

const share = z.number().min(0).max(1)
/** An amount of money or a rate, kept as a decimal string: it never passes through a float on its way to an order. */
const decimal = z
  .union([z.string().regex(/^\d+(\.\d+)?$/, 'expected a decimal number such as 4500 or 0.001'), z.number().min(0)])
  .transform(String)
const baseName = z.string().regex(/^[a-z0-9]{1,20}$/, 'expected a short lower-case name such as btc')

const timeZone = z.string().refine(isTimeZone, 'expected an IANA time zone such as UTC or Europe/Berlin')

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}

const base = z.union([
  baseName.transform((name) => ({ name })),
  z.strictObject({
    name: baseName,
    /** Unified symbol where it is not the name and the quote in capitals, `XBT/USDT`. */
    symbol: z.string().optional(),
    /** Amount of this base that trading never sells. */
    blocked: decimal.optional(),
  }),
])

const PRIVATE_URL =
  'expected https, or http on this machine such as http://127.0.0.1:8090: keys and orders would pass unencrypted'

/** Whether nobody on the way reads what is sent to an address: it is encrypted, or stays on this machine. */
function isPrivateUrl(text: string): boolean {
  if (!URL.canParse(text)) return false
  const url = new URL(text)
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopbackUrl(url))
}

const exchange = z.strictObject({
  /** ccxt id. */
  id: z.string().default('binance'),
  /** Base address of a simulated exchange, `http://127.0.0.1:8090`; the real one where it is left out. */
  url: z.url().refine(isPrivateUrl, PRIVATE_URL).optional(),
})

const fees = z.strictObject({ maker: decimal.prefault('0.001'), taker: decimal.prefault('0.001') })
const thresholds = z.strictObject({ buy: share.default(0.7), sell: share.default(0.8) })
const gaps = z.strictObject({
  /** More missing minutes in a row than this are an outage. */
  outageMinutes: z.int().min(1).default(30),
  /** More missing minutes in a row than this are no outage: they were never imported. */
  notImportedMinutes: z.int().min(1).default(4320),
  /** At least this many minutes in a row without volume are a no-trade break. */
  noTradeBreakMinutes: z.int().min(1).default(10),
  /** At least this many minutes in a row at one price are a flat stretch. */
  flatMinutes: z.int().min(2).default(30),
})

const blacklist = z.strictObject({
  /** Days before the moment of judgement that are looked at. */
  days: z.int().min(1).default(30),
  /** Least average volume a day in quote, such as 14400000; 0: no limit. */
  minDailyQuoteVolume: z.number().min(0).default(0),
  /** Most no-trade breaks in these days; left out: no limit. */
  maxNoTradeBreaks: z.int().min(0).optional(),
})

const trading = z.strictObject({
  /** The user's own name for the account on the exchange; with exchange and mode it names positions, orders and the kill switch. */
  account: plainName.default('main'),
  /** Most quote that one decision may spend over all bases that signal buy. */
  maxQuote: decimal.prefault('1000'),
  /**
   * How far the limit price of an order may be from the last close, as a share of it: of a purchase to either side, of a sale below
   * it. An order beyond is not sent. The close follows the market each minute, so a sale is held up for a minute or two in a crash.
   */
  priceBand: z.strictObject({ buy: share.default(0.01), sell: share.default(0.1) }).prefault({}),
  /** An order above this much quote is split into several. */
  orderMaxQuote: decimal.prefault('4500'),
  /** An order above this much quote that rests in the book shows only parts of this size. */
  icebergQuote: decimal.prefault('450'),
  icebergMaxParts: z.int().min(2).max(100).default(10),
  /** Seconds after which an order that is not filled is cancelled. */
  orderSeconds: z.int().min(1).default(45),
  /**
   * A position below its average fill price for more minutes in a row than this is sold; 0: never; default 5. Where it is set, assessments
   * count this rule, too.
   */
  lossMinutes: z.int().min(0).optional(),
  /**
   * What else sells a position: `none`, `labels` by the barriers of the classifier's target, or rules. Where it is set, assessments count
   * it, too, and `lossMinutes` is none by default.
   */
  exits: z
    .union([
      z.literal('none', 'expected none, labels or rules'),
      z.literal('labels', 'expected none, labels or rules'),
      z.strictObject({
        /** Shares of the purchase. */
        stopLoss: z.number().min(0).lt(1).optional(),
        takeProfit: z.number().min(0).optional(),
        /** Share of the highest price since the purchase. */
        trailingStop: z.number().min(0).lt(1).optional(),
        /** Minutes after the decision to buy. */
        maxMinutes: z.int().min(0).optional(),
        /** What reaches the prices: the close, or the highest and lowest price of a minute. */
        trigger: z.enum(EXIT_TRIGGERS).optional(),
      }),
    ])
    .optional(),
  whenHolding: z.enum(['ignore', 'add']).default('ignore'),
  /** Also sell what this book did not buy, less each base's blocked amount. */
  adoptHoldings: z.boolean().default(false),
  blacklist: z.array(baseName).default([]),
  /**
   * Also watch the classifier's other bases in minutes in which their average daily volume in quote reaches this, such as
   * 14400000, over `blacklist.days`; 0: none.
   */
  watchDailyQuoteVolume: z.number().min(0).default(0),
})

const settings = {
  /** Folder of the candles and of all that is computed from them, relative to the workspace. */
  data: z.string().min(1).default('data'),
  classifiers: z.string().min(1).default('classifiers'),
  reports: z.string().min(1).default('reports'),
  /** Folder of the logs of trainings. */
  runs: z.string().min(1).default('runs'),
  /** SQLite file of actions, orders, fills, balances and decisions. */
  book: z.string().min(1).default('book.sqlite'),
  /** How times are shown; they are always kept and read as UTC. */
  timeZone: timeZone.default('UTC'),
  exchange: exchange.prefault({}),
  /** Market type: `spot`, `usdm`, … */
  market: z
    .string()
    .regex(/^[a-z]+$/, 'expected a market type such as spot or usdm')
    .default('spot'),
  quote: z
    .string()
    .regex(/^[A-Za-z0-9]{1,20}$/, 'expected a currency such as USDT')
    .transform((quote) => quote.toUpperCase())
    .default('USDT'),
  /** Bases under watch; empty: all that the data folder has. */
  bases: z.array(base).default([]),
  fees: fees.prefault({}),
  thresholds: thresholds.prefault({}),
  gaps: gaps.prefault({}),
  /** Limits that a pair must keep to be bought, judged on the days before each minute. */
  blacklist: blacklist.prefault({}),
  trading: trading.prefault({}),
  dashboard: dashboardSchema.prefault({}),
  /** How nets learn where neither the request nor the net says otherwise. */
  training: trainingSection.default({}),
  /** How orders are filled where epochs and thresholds are chosen, and where scores are assessed. */
  selection: selectionSection.default({}),
}

const overrides = z.strictObject(settings).partial()

/** `followupward.yaml`. Unknown keys are errors; every key has a default, so an empty file is a workspace. */
export const workspaceSchema = z.strictObject({
  /** Which of `profiles` is laid over the other settings. */
  profile: z.enum(['test', 'production']).default('test'),
  profiles: z.strictObject({ test: z.unknown(), production: z.unknown() }).partial().default({}),
  ...settings,
})

export const settingsKeys: readonly string[] = Object.keys(settings)
export const profileSchema = overrides

/** The whole configuration as one value: parsed once, passed on. */
export type WorkspaceConfig = Readonly<Omit<z.output<typeof workspaceSchema>, 'profiles'>>
export type BaseConfig = WorkspaceConfig['bases'][number]
export type TradingConfig = WorkspaceConfig['trading']
