import type { WorkspaceConfig } from '../../config/schema.js'
import { UserError } from '../../core/errors.js'
import type { Io } from '../io.js'

/** Real money is traded only after a person has said so, at the terminal or by `--yes`. */
export async function requireConsent(io: Io, yes: boolean, config: WorkspaceConfig): Promise<void> {
  if (yes) return
  const { exchange, quote, trading } = config
  const question = `Trade real money on ${exchange.id}, up to ${trading.maxQuote} ${quote} in one decision? Type yes: `
  const answer = io.ask ? await io.ask(question) : undefined
  if (answer?.trim().toLowerCase() === 'yes') return
  throw new UserError(
    answer === undefined
      ? '--live trades real money and nobody is there to be asked; add --yes to say so. Nothing was traded'
      : '--live was not confirmed with yes; nothing was traded',
  )
}
