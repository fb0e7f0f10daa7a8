import { z } from 'zod'

const time = z.int()
const range = z.strictObject({ from: z.int(), to: z.int() })
const marketRange = z.strictObject({ market: z.string().min(1), ...range.shape })
const name = z.string().min(1)

/** A fit that began, whatever came of it: each is one more attempt at the validation set. */
const fitEntry = z.strictObject({
  kind: z.literal('fit'),
  /** Epoch ms, as in all entries. */
  time,
  /** Names the fit in its `cell`. */
  id: name,
  classifier: name,
  trainer: z.enum(['train', 'external', 'import']),
  /** Whether it went on where an earlier fit was cut off, so that both are one attempt. */
  isResumed: z.boolean(),
  features: name,
  target: name,
  net: name,
  params: z.record(z.string(), z.number()),
  seed: z.int(),
  training: z.array(marketRange),
  validation: z.array(marketRange),
})

/** A cell of the threshold matrix that was selected, by a fit or by an assessment, and what trading by it returned each day. */
const cellEntry = z.strictObject({
  kind: z.literal('cell'),
  time,
  classifier: name,
  /** Of the fit that selected it; absent: an assessment. */
  fit: name.optional(),
  set: z.enum(['training', 'validation', 'test', 'predictions']),
  rows: z.array(marketRange),
  /** What selected it: the validation set, a request, or these very rows. */
  selectedBy: z.enum(['validation', 'option', 'hindsight']),
  /** Whether the rule found no cell good enough, so that nothing is traded by this one, which gained most. */
  isRejected: z.boolean(),
  buyThreshold: z.number(),
  sellThreshold: z.number(),
  /** Summed over trades, a share of one stake. */
  gain: z.number(),
  count: z.int().min(0),
  /** Epochs and cells from which it was selected. */
  epochs: z.int().min(0),
  cells: z.int().min(1),
  daily: z.strictObject({
    /** Epoch ms of the first UTC day. */
    from: z.int(),
    /** One a day, a share of the capital, which is divided equally among the bases; a day without a trade has 0. */
    returns: z.array(z.number()),
  }),
})

/** What the nets of a walk-forward returned each day on the stretches behind their trainings; its fits have entries of their own. */
const walkForwardEntry = z.strictObject({
  kind: z.literal('walk-forward'),
  time,
  name,
  windows: z.int().min(1),
  /** The test stretches of all windows. */
  rows: z.array(marketRange),
  /** Summed over trades, a share of the capital. */
  gain: z.number(),
  count: z.int().min(0),
  /** As those of a cell. */
  daily: z.strictObject({ from: z.int(), returns: z.array(z.number()) }),
})

/** Minutes that a test range covered: they are sealed from then on. */
const sealedEntry = z.strictObject({
  kind: z.literal('sealed'),
  time,
  /** What named the range: a file, a request, a classifier. */
  source: name,
  ranges: z.array(marketRange).min(1),
})

/** Uses of sealed minutes. */
export const LOOK_KINDS = ['assess', 'backtest', 'dashboard', 'replay', 'report', 'training', 'walk-forward'] as const
export type LookKind = (typeof LOOK_KINDS)[number]

const look = { time, look: z.enum(LOOK_KINDS), subject: name, ranges: z.array(marketRange).min(1) }

/** Sealed minutes that were opened: they are open from then on. */
const openedEntry = z.strictObject({ kind: z.literal('opened'), ...look })

/** One use of sealed minutes; the one that opened them has an entry here too. */
const lookEntry = z.strictObject({ kind: z.literal('look'), ...look })

/** What was tried on sets that are open to everyone. */
export const trialSchema = z.discriminatedUnion('kind', [fitEntry, cellEntry, walkForwardEntry])
/** What happened to test sets. */
export const sealSchema = z.discriminatedUnion('kind', [sealedEntry, openedEntry, lookEntry])

export type FitEntry = Readonly<z.output<typeof fitEntry>>
export type CellEntry = Readonly<z.output<typeof cellEntry>>
export type WalkForwardEntry = Readonly<z.output<typeof walkForwardEntry>>
export type SealedEntry = Readonly<z.output<typeof sealedEntry>>
export type OpenedEntry = Readonly<z.output<typeof openedEntry>>
export type LookEntry = Readonly<z.output<typeof lookEntry>>
export type TrialEntry = FitEntry | CellEntry | WalkForwardEntry
export type SealEntry = SealedEntry | OpenedEntry | LookEntry
