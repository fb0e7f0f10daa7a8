import { z } from 'zod'
import type { Candles } from '../../core/candles.js'
import { candlesToFrame, frameToCandles } from '../../core/candles.js'
import { findingSchema } from '../../checks/finding.js'
import { SUBJECT_KINDS } from '../../checks/subject.js'
import { receiveFrame, sendFrame, type SentFrame } from '../compute/compute-protocol.js'

/** Candles on their way to a thread: `receiveFrame` looks at what is in them. */
const storedSchema = z.strictObject({
  name: z.string(),
  candles: z.unknown(),
  others: z.map(z.string(), z.unknown()),
})
export type SentSample = z.output<typeof storedSchema>

/** Asks a thread to check one definition. */
export const checkJobSchema = z.strictObject({
  kind: z.enum(SUBJECT_KINDS),
  id: z.string(),
  /** Folder whose own definitions count too. */
  workspace: z.string(),
  /** Whether these may run, as the sender decided. */
  allowsCode: z.boolean(),
  /** Real candles to check on besides simulated ones. */
  stored: z.array(storedSchema),
  seed: z.int(),
  /** Fewer probes, on fewer samples: enough to catch what is wrong everywhere. */
  quick: z.boolean(),
})
export type CheckJob = z.output<typeof checkJobSchema>

/** What a thread answers. */
export const checkReplySchema = z.strictObject({
  /** Names of the candles it was checked on. */
  samples: z.array(z.string()),
  findings: z.array(findingSchema),
})
export type CheckReply = z.output<typeof checkReplySchema>

export function sendSample(name: string, candles: Candles): SentSample {
  const others = [...(candles.others ?? [])].map(([base, other]) => [base, sendOne(other)] as const)
  return { name, candles: sendOne(candles), others: new Map(others) }
}

function sendOne(candles: Candles): SentFrame {
  return sendFrame(candlesToFrame(candles))
}

export function receiveSample({ candles, others }: SentSample): Candles {
  const map = new Map([...others].map(([base, other]) => [base, receiveOne(other)] as const))
  return { ...receiveOne(candles), others: map }
}

function receiveOne(sent: unknown): Candles {
  return frameToCandles(receiveFrame(sent))
}
