import { UserError } from '../../core/errors.js'
import type { Credentials, LiveTerms } from '../../workspace/trade/session.js'
import type { Io } from '../io.js'

/** Key and secret out of the environment. Throws UserError that says how to set them. */
export function credentialsIn(env: Io['env'], where: string): Credentials {
  const { FOLLOWUPWARD_API_KEY: apiKey, FOLLOWUPWARD_SECRET: secret } = env
  if (apiKey && secret) return { apiKey, secret }
  const missing = apiKey
    ? 'FOLLOWUPWARD_SECRET'
    : secret
      ? 'FOLLOWUPWARD_API_KEY'
      : 'FOLLOWUPWARD_API_KEY and FOLLOWUPWARD_SECRET'
  throw new UserError(`trading ${where} needs ${missing} in the environment; nothing was traded`)
}

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
