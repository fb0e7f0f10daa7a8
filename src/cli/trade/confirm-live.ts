import { UserError } from '../../core/errors.js'
import type { LiveTerms } from '../../workspace/trade/trade-session.js'
import type { Io } from '../io.js'

/** Whether a person says that real money is to be traded, at the terminal or by `--yes`. */
export async function confirmLive(io: Io, isYes: boolean, { exchange, maxQuote, quote }: LiveTerms): Promise<boolean> {
  if (isYes) return true
  if (!io.ask) {
    throw new UserError(
      '--mode live trades real money and nobody is there to be asked; add --yes to say so. Nothing was traded',
    )
  }
  const answer = await io.ask(`Trade real money on ${exchange}, up to ${maxQuote} ${quote} in one decision? Type yes: `)
  return answer.trim().toLowerCase() === 'yes'
}
