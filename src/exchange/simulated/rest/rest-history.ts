import { z } from 'zod'
import { DAY } from '../../../core/time.js'
import { BinanceError } from '../engine/binance-fault.js'
import { limitOf, parameter, parseParameters, type Parameters } from './rest-parameters.js'

const history = z.object({
  symbol: parameter.text,
  orderId: parameter.integer.optional(),
  fromId: parameter.integer.optional(),
  startTime: parameter.integer.optional(),
  endTime: parameter.integer.optional(),
  limit: parameter.integer.optional(),
})

/** A stretch of one market's past that a request asks for. */
export type History = z.output<typeof history>

export function historyOf(parameters: Parameters): History {
  const asked = parseParameters(history, parameters)
  if ((asked.endTime ?? 0) - (asked.startTime ?? asked.endTime ?? 0) > DAY) {
    throw new BinanceError(-1127, 'More than 24 hours between startTime and endTime.')
  }
  return asked
}

export function inSpan(time: number, { startTime, endTime }: History): boolean {
  return time >= (startTime ?? 0) && time <= (endTime ?? Infinity)
}

/** The first `limit` from where the caller begins, else the latest. */
export function page<T>(rows: readonly T[], limit: number | undefined, fromStart: boolean): readonly T[] {
  const most = limitOf(limit, 500, 1000)
  return fromStart ? rows.slice(0, most) : rows.slice(-most)
}
